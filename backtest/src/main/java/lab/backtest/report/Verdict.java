package lab.backtest.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import lab.backtest.account.AccountRun;
import lab.backtest.statistics.Bootstrap;
import lab.backtest.statistics.Moments;
import lab.backtest.statistics.Returns;
import lab.backtest.statistics.SharpeOdds;

/**
 * What may be said of an account in plain words.
 *
 * <p>It is called skilled only if what it earned beyond its part of the market has a Sharpe ratio
 * that is above the best of as many unskilled trials with a confidence of 97.5 %, over {@value
 * #PERIODS_MIN} periods and {@value #TRIPS_MIN} round trips at least, and it earned anything at
 * all. Its part of the market is what buy &amp; hold earned, times the part of its money that was
 * in the market on average. So a market that rises makes nobody skilled, nor does trying often.
 *
 * @param trials how many settings and strategies were tried on this data
 * @param inMarket which part of its money was in the market on average
 * @param excessSharpe of the returns beyond that, of a year
 * @param deflated the probability that this ratio is more than the best of the trials by chance
 */
public record Verdict(
        boolean isSkilled,
        int trials,
        double inMarket,
        OptionalDouble excessSharpe,
        OptionalDouble deflated,
        List<String> sentences) {
    static final int PERIODS_MIN = 30;
    static final int TRIPS_MIN = 30;
    private static final double SURE = 0.975;
    private static final double SAME = 0.99;
    private static final double PER_CENT = 100;

    public Verdict {
        sentences = List.copyOf(sentences);
    }

    static Verdict of(
            AccountRun run, Performance own, AccountRun market, Instant start, int trials) {
        Returns returns = Sampled.returns(run.equity(), start);
        Returns others = Sampled.returns(market.equity(), start);
        double part = run.equity().meanExposure();
        Returns beyond = returns.beyond(others, part);
        Moments moments = beyond.moments();
        Optional<SharpeOdds.Measured> measured =
                moments.count() < 2 ? Optional.empty() : SharpeOdds.Measured.of(moments);
        OptionalDouble deflated =
                measured.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(
                                SharpeOdds.deflated(
                                        measured.get(), 1.0 / (moments.count() - 1), trials));
        boolean isMarket = returns.correlation(others) > SAME;
        boolean isSkilled =
                !isMarket
                        && own.totalReturn() > 0
                        && moments.count() >= PERIODS_MIN
                        && own.trades().count() >= TRIPS_MIN
                        && deflated.orElse(0) >= SURE;
        var sentences = new ArrayList<String>();
        sentences.add(earned(own, market));
        costs(own).ifPresent(sentences::add);
        bounds(own).ifPresent(sentences::add);
        sentences.add(luck(own, moments, isMarket, isSkilled, deflated, trials));
        own.halted()
                .ifPresent(halt ->
                        sentences.add(
                                "It failed at %s and was halted: %s."
                                        .formatted(halt.time(), halt.reason())));
        return new Verdict(isSkilled, trials, part, beyond.sharpe(), deflated, sentences);
    }

    private static String earned(Performance own, AccountRun market) {
        double others = market.endEquity().doubleValue() / market.funded().doubleValue() - 1;
        if (own.costs().fills() == 0) {
            return "It never traded: there is nothing to judge. Buy & hold of all the money came to %s."
                    .formatted(signed(others));
        }
        return "It %s %s; buy & hold of all the money came to %s."
                .formatted(
                        own.totalReturn() < 0 ? "lost" : "earned",
                        percent(Math.abs(own.totalReturn())),
                        signed(others));
    }

    private static Optional<String> costs(Performance own) {
        double cost = own.costs().all().doubleValue();
        if (own.costs().fills() == 0) {
            return Optional.empty();
        }
        double before = own.endEquity().subtract(own.funded()).doubleValue() + cost;
        String effect =
                before > 0 && before < cost
                        ? " Without them it would have earned; they took all of it and more."
                        : before <= 0 ? " It would have lost without them too." : "";
        return Optional.of(
                "Fees, slippage and spread took %s of its funds.%s"
                        .formatted(percent(cost / own.funded().doubleValue()), effect));
    }

    private static Optional<String> bounds(Performance own) {
        Optional<Bootstrap.Bounds> bounds = own.totalReturnBounds();
        return own.costs().fills() == 0
                ? Optional.empty()
                : bounds.map(it ->
                        "Had the same market dealt its %ss in another order, 95 of 100 results would lie between %s and %s."
                                .formatted(own.period(), signed(it.low()), signed(it.high())));
    }

    private static String luck(
            Performance own,
            Moments moments,
            boolean isMarket,
            boolean isSkilled,
            OptionalDouble deflated,
            int trials) {
        if (isMarket) {
            return "It rose and fell with the market: that is no skill, and no lack of it.";
        }
        if (own.trades().count() < TRIPS_MIN || moments.count() < PERIODS_MIN) {
            return "%d round trips in %d %ss are too few to tell skill from luck; %d of both are needed."
                    .formatted(own.trades().count(), moments.count(), own.period(), TRIPS_MIN);
        }
        String tried =
                trials == 1 ? "" : " Of %d that were tried one is easily ahead.".formatted(trials);
        if (isSkilled) {
            return "Beyond what the market gave, so good a result is luck in fewer than 3 of 100 cases; it holds if the time ahead is like the one behind.%s"
                    .formatted(tried);
        }
        if (own.totalReturn() <= 0) {
            return "Nothing here speaks for it.%s".formatted(tried);
        }
        return "Beyond what the market gave this could well be luck: the odds that there is more to it are %s, and 97.5 %% are needed.%s"
                .formatted(percent(deflated.orElse(0)), tried);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f %%", part * PER_CENT);
    }

    private static String signed(double part) {
        return String.format(Locale.ROOT, "%+.2f %%", part * PER_CENT);
    }
}
