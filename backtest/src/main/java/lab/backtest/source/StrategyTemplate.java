package lab.backtest.source;

import java.util.Locale;

/** A commented strategy to begin with. */
public final class StrategyTemplate {
    private static final String TEXT =
            """
            import java.util.OptionalDouble;
            import java.util.Set;
            import lab.consensus.strategy.Decision;
            import lab.consensus.strategy.Indicators;
            import lab.consensus.strategy.Parameter;
            import lab.consensus.strategy.Strategy;
            import lab.consensus.strategy.View;

            /**
             * Say here what it does, and why it should earn anything after costs.
             *
             * A strategy is a function of what it is shown: it has no clock, no chance, no files, no threads
             * and no memory. What happened before is in view.candles() and in view.holding().
             */
            public record CLASS(
                    @Parameter(standard = "20", tells = "minutes of the fast mean") int fast,
                    @Parameter(standard = "100", tells = "minutes of the slow mean") int slow)
                    implements Strategy {

                /** The name of its account: small letters, digits and hyphens. */
                @Override
                public String name() {
                    return "NAME";
                }

                /** Set.of(Reads.PATTERNS) or Set.of(Reads.COMMENTARY) if it wants view.patterns(), view.sentiment(). */
                @Override
                public Set<Reads> reads() {
                    return Set.of();
                }

                /**
                 * Asked once a minute for each pair. Buy buys for the size of a trade, Sell sells all that is
                 * held; what is unknown should do neither.
                 *
                 * In view: time(), pair(), candles() of a minute, candles(Interval.FIVE_MINUTES or ONE_HOUR),
                 * quote() with bid and ask, terms() of clearing, holding() with cash, quantity and average cost.
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
        String account =
                className.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        String name = account.length() <= 32 ? account : account.substring(0, 32);
        return TEXT.replace("CLASS", className).replace("NAME", name);
    }
}
