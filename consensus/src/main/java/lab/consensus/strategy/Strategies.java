package lab.consensus.strategy;

import java.util.List;
import java.util.stream.Collectors;

/** The strategies that come with the lab. */
public final class Strategies {
    private static final List<Strategy> ALL =
            List.of(
                    new BuyAndHold(),
                    new Momentum(),
                    new SeedRule(),
                    new NoLlm(),
                    new Calibrated(),
                    new LlmOnly());

    private Strategies() {}

    public static List<Strategy> all() {
        return ALL;
    }

    /**
     * The strategies of these names, in this order.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    public static List<Strategy> named(List<String> names) {
        return names.stream().map(Strategies::named).toList();
    }

    private static Strategy named(String name) {
        return ALL.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "strategy: must be one of %s, was \"%s\""
                                        .formatted(
                                                ALL.stream()
                                                        .map(Strategy::name)
                                                        .collect(Collectors.joining(", ")),
                                                name)));
    }
}
