package lab.benchmarks.tiers;

import java.util.List;

/** Which of the market's jobs run. */
enum Jobs {
    HOT("hot alone"),
    ALL("all three");

    private final String words;

    Jobs(String words) {
        this.words = words;
    }

    List<String> names() {
        return switch (this) {
            case HOT -> List.of("hot");
            case ALL -> List.of("hot", "warm", "cold");
        };
    }

    @Override
    public String toString() {
        return words;
    }
}
