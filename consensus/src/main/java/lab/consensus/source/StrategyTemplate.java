package lab.consensus.source;

import lab.consensus.strategy.Strategy;

/** A commented strategy to begin with. */
public final class StrategyTemplate {
    private static final String TEXT =
            """
            import java.util.OptionalDouble;
            import lab.consensus.strategy.Decision;
            import lab.consensus.strategy.Indicators;
            import lab.consensus.strategy.Parameter;
            import lab.consensus.strategy.Strategy;
            import lab.consensus.strategy.View;

            /**
             * Say here what it does, and why it should earn anything after costs.
             *
             * A strategy is a function of what it is shown: it has no clock, no chance, no files, no threads
             * and no memory. What happened before is in view.candles() and in view.holding(). Its account is
             * ACCOUNT, after its class. If it wants view.patterns() or view.sentiment(), it has a
             * reads() that returns Set.of(Reads.PATTERNS, Reads.COMMENTARY), or one of them; with
             * Reads.BOOK in it, view.book() is the order book.
             */
            public record CLASS(
                    @Parameter(standard = "20", tells = "minutes of the fast mean") int fast,
                    @Parameter(standard = "100", tells = "minutes of the slow mean") int slow)
                    implements Strategy {

                /**
                 * Asked once a minute for each pair. Buy buys for the size of a trade, Sell sells all that is
                 * held; what is unknown should do neither.
                 *
                 * In view: time(), pair(), candles() of a minute, candles(Interval.FIVE_MINUTES or ONE_HOUR),
                 * quote() with bid and ask, terms() of clearing, holding() with cash, quantity, average cost and since when.
                 */
                @Override
                public Decision decide(View view) {
                    Indicators indicators = Indicators.of(view.candles());
                    OptionalDouble quick = indicators.mean(fast);
                    OptionalDouble calm = indicators.mean(slow);
                    if (quick.isEmpty() || calm.isEmpty()) {
                        return new Decision.Hold("too few candles");
                    }
                    boolean isRising = quick.getAsDouble() > calm.getAsDouble();
                    if (view.holding().isHolding()) {
                        return isRising
                                ? new Decision.Hold("it still rises")
                                : new Decision.Sell("it rises no more");
                    }
                    return isRising
                            ? new Decision.Buy("it rises")
                            : new Decision.Hold("it does not rise");
                }
            }
            """;

    private StrategyTemplate() {}

    /**
     * Its source.
     *
     * @param className such as {@code MyRule}
     */
    public static String of(String className) {
        return TEXT.replace("CLASS", className).replace("ACCOUNT", Strategy.accountOf(className));
    }
}
