package lab.backtest.signals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lab.backtest.signals.SignalsOfThen.Said;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;

/**
 * A strategy that is kept from something, on an account of its own: what it earns less or more than
 * the whole one is what that something is worth to it.
 *
 * @param number that no other account of the run has
 */
public record Ablated(Strategy whole, Kind kind, int number) implements Strategy {
    /** What it is kept from. */
    public enum Kind {
        WITHOUT_COMMENTARY("without commentary"),
        WITHOUT_PATTERNS("without patterns"),
        WITHOUT_BOOK("without order books"),
        MASKED("masked");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    /**
     * All that there are of some strategies; none of one that reads nothing beside the market.
     *
     * @param isAnybody whether any service says something; what is silent anyway need not be kept
     *     from anybody
     * @param hasBooks the same of order books
     */
    public static List<Ablated> of(List<Strategy> strategies, boolean isAnybody, boolean hasBooks) {
        List<Ablated> all = new ArrayList<>();
        for (Strategy strategy : strategies) {
            Set<Reads> reads = strategy.reads();
            if (isAnybody && reads.contains(Reads.COMMENTARY)) {
                all.add(new Ablated(strategy, Kind.WITHOUT_COMMENTARY, all.size()));
                all.add(new Ablated(strategy, Kind.MASKED, all.size()));
            }
            if (isAnybody && reads.contains(Reads.PATTERNS)) {
                all.add(new Ablated(strategy, Kind.WITHOUT_PATTERNS, all.size()));
            }
            if (hasBooks && reads.contains(Reads.BOOK)) {
                all.add(new Ablated(strategy, Kind.WITHOUT_BOOK, all.size()));
            }
        }
        return all;
    }

    @Override
    public String name() {
        String name = "ablated-%d-%s".formatted(number, whole.name());
        return name.substring(0, Math.min(NAME_LENGTH_MAX, name.length()));
    }

    @Override
    public String version() {
        return "%s %s".formatted(whole.version(), kind.words());
    }

    @Override
    public Set<Reads> reads() {
        Set<Reads> reads = EnumSet.noneOf(Reads.class);
        reads.addAll(whole.reads());
        switch (kind) {
            case WITHOUT_COMMENTARY -> reads.remove(Reads.COMMENTARY);
            case WITHOUT_PATTERNS -> reads.remove(Reads.PATTERNS);
            case WITHOUT_BOOK -> reads.remove(Reads.BOOK);
            case MASKED -> {}
        }
        return reads;
    }

    @Override
    public Decision decide(View view) {
        return whole.decide(view);
    }

    /** The view as a strategy is to see it, of what was said when it was shown. */
    public static View seenBy(Strategy strategy, View view, Said said) {
        return strategy instanceof Ablated ablated && ablated.kind() == Kind.MASKED
                ? new View(
                        view.time(),
                        view.pair(),
                        view.candles(),
                        view.flows(),
                        view.quote(),
                        view.book(),
                        view.patterns(),
                        said.masked().sentiment(view.pair()),
                        view.terms(),
                        view.holding())
                : view;
    }
}
