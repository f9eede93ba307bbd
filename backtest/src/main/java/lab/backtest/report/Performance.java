package lab.backtest.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import lab.backtest.account.AccountRun;
import lab.backtest.account.EquityCurve;
import lab.backtest.statistics.Bootstrap;
import lab.backtest.statistics.Drawdown;
import lab.backtest.statistics.Moments;
import lab.backtest.statistics.Returns;
import lab.backtest.statistics.SharpeOdds;

/**
 * All figures of an account. What cannot be known is absent: no number stands in for it.
 *
 * @param totalReturn of all funds, as a part of them
 * @param cagr growth per year; of less than a year it is unknown, as it would be a guess
 * @param period of the returns that the ratios are of
 * @param sharpe of a year of 365 days, against no return
 * @param calmar growth per year by the deepest drawdown
 * @param drawdown with what is held at its highest before and at its lowest after, in each candle
 * @param exposure in which part of the minutes something was held
 * @param turnover what was traded by the mean equity
 * @param aboveZero how probable it is that the true Sharpe ratio is above zero
 * @param trackRecordDays how many days are needed to be sure of that by 95 %; unknown of a ratio
 *     that is not above zero
 */
public record Performance(
        String account,
        Instant from,
        Instant to,
        BigDecimal funded,
        BigDecimal endEquity,
        double totalReturn,
        Optional<Bootstrap.Bounds> totalReturnBounds,
        OptionalDouble cagr,
        String period,
        int periods,
        OptionalDouble volatility,
        OptionalDouble sharpe,
        Optional<Bootstrap.Bounds> sharpeBounds,
        OptionalDouble sortino,
        OptionalDouble calmar,
        double skewness,
        double kurtosis,
        Optional<Drawdown> drawdown,
        double exposure,
        double turnover,
        Costs costs,
        TradeFigures trades,
        int open,
        OptionalDouble aboveZero,
        OptionalDouble trackRecordDays,
        long decisions,
        SortedMap<String, Long> rejected,
        SortedMap<String, Long> refused,
        SortedMap<String, Long> unknown,
        long unanswered,
        Optional<AccountRun.Halt> halted) {
    private static final double CONFIDENCE = 0.95;
    private static final Duration YEAR = Duration.ofDays(365);

    public static Performance of(AccountRun run, Instant start) {
        EquityCurve equity = run.equity();
        Instant end = equity.time(equity.size() - 1);
        Returns returns = Sampled.returns(equity, start);
        Moments moments = returns.moments();
        double factor = Math.sqrt(returns.periodsPerYear());
        Optional<SharpeOdds.Measured> measured =
                returns.count() < 2 ? Optional.empty() : SharpeOdds.Measured.of(moments);
        double total = run.endEquity().doubleValue() / run.funded().doubleValue() - 1;
        OptionalDouble cagr = cagr(total, Duration.between(start, end));
        Optional<Drawdown> drawdown = drawdown(run, start);
        Costs costs = Costs.of(run.settlements());
        return new Performance(
                run.account(),
                start,
                end,
                run.funded(),
                run.endEquity(),
                total,
                Bootstrap.bounds(returns.values(), it -> new Returns(it, "", 1).total()),
                cagr,
                returns.period(),
                returns.count(),
                returns.volatility(),
                returns.sharpe(),
                Bootstrap.bounds(
                        returns.values(),
                        it -> Moments.of(it).sharpe().orElse(Double.NaN) * factor),
                returns.sortino(),
                cagr.isPresent() && drawdown.isPresent()
                        ? OptionalDouble.of(cagr.getAsDouble() / drawdown.get().depth())
                        : OptionalDouble.empty(),
                moments.skewness(),
                moments.kurtosis(),
                drawdown,
                exposure(equity),
                costs.traded().doubleValue() / meanEquity(equity),
                costs,
                TradeFigures.of(run.trips()),
                run.open().size(),
                measured.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(SharpeOdds.probabilistic(measured.get(), 0)),
                trackRecord(measured, returns),
                run.decisions(),
                run.rejected(),
                run.refused(),
                run.unknown(),
                run.unanswered(),
                run.halted());
    }

    /** The returns that its ratios are of. */
    public static Returns returns(AccountRun run, Instant start) {
        return Sampled.returns(run.equity(), start);
    }

    private static OptionalDouble trackRecord(
            Optional<SharpeOdds.Measured> measured, Returns returns) {
        OptionalDouble periods =
                measured.isEmpty()
                        ? OptionalDouble.empty()
                        : SharpeOdds.minimumTrackRecord(measured.get(), 0, CONFIDENCE);
        return periods.isEmpty()
                ? periods
                : OptionalDouble.of(
                        periods.getAsDouble() * Returns.DAYS_PER_YEAR / returns.periodsPerYear());
    }

    private static OptionalDouble cagr(double total, Duration span) {
        return span.compareTo(YEAR) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Math.pow(1 + total, (double) YEAR.toSeconds() / span.toSeconds()) - 1);
    }

    private static Optional<Drawdown> drawdown(AccountRun run, Instant start) {
        var finder = new Drawdown.Finder();
        finder.see(start, run.funded().doubleValue());
        EquityCurve equity = run.equity();
        for (int i = 0; i < equity.size(); i++) {
            finder.see(equity.time(i), equity.high(i));
            finder.see(equity.time(i), equity.low(i));
        }
        return finder.found();
    }

    private static double exposure(EquityCurve equity) {
        int exposed = 0;
        for (int i = 0; i < equity.size(); i++) {
            exposed += equity.isExposed(i) ? 1 : 0;
        }
        return (double) exposed / equity.size();
    }

    private static double meanEquity(EquityCurve equity) {
        double sum = 0;
        for (int i = 0; i < equity.size(); i++) {
            sum += equity.close(i);
        }
        return sum / equity.size();
    }
}
