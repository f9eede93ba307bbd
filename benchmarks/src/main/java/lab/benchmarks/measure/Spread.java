package lab.benchmarks.measure;

import java.util.List;

/** What the runs of one thing gave, in order of size. */
public record Spread(List<Double> sorted) {
    public Spread {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("spread: must have a run, had none");
        }
        sorted = sorted.stream().sorted().toList();
    }

    public static Spread of(double... runs) {
        return new Spread(java.util.Arrays.stream(runs).boxed().toList());
    }

    /** The middle one, or the mean of the two in the middle. */
    public double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double min() {
        return sorted.getFirst();
    }

    public double max() {
        return sorted.getLast();
    }

    public int runs() {
        return sorted.size();
    }
}
