package lab.backtest.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lab.backtest.CandleReport;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;
import lab.backtest.statistics.Moments;
import lab.backtest.statistics.Overfitting;
import lab.backtest.statistics.Returns;
import lab.backtest.statistics.SharpeOdds;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyFile;
import lab.consensus.strategy.Strategy;

/**
 * Tries a strategy with many settings over one past, which is read once and shared by all cores.
 */
public final class Sweep {
    private static final double SURE = 0.95;
    private static final double PER_CENT = 100;

    private final CandleHistory history;
    private final CandleRules rules;
    private final CandleReport told;

    /**
     * @param source where the candles are from, for people
     */
    public Sweep(CandleHistory history, CandleRules rules, String source) {
        this.history = history;
        this.rules = rules;
        this.told = new CandleReport(history, rules, source);
    }

    /** A setting, and the returns that came of it. */
    private record Done(Map<String, String> set, Performance performance, Returns returns) {
        double order() {
            return performance.sharpe().orElse(Double.NEGATIVE_INFINITY);
        }
    }

    /**
     * The settings as they are tried, made at once so that a wrong one is told before all the work.
     */
    public static List<Strategy> tried(
            StrategyFile file, Map<String, String> set, List<Map<String, String>> settings)
            throws SourceException {
        List<Strategy> tried = new ArrayList<>();
        for (Map<String, String> setting : settings) {
            Map<String, String> all = new TreeMap<>(set);
            all.putAll(setting);
            tried.add(file.make(all));
        }
        return tried;
    }

    /** What a sweep is known by. */
    public String id(List<Strategy> tried) {
        return told.id(tried);
    }

    public Report.Data data() {
        return told.data();
    }

    /**
     * Tries them.
     *
     * @param settings by which they were made, in their order
     */
    public SweepReport of(
            List<Map<String, String>> settings, List<Strategy> tried, int triedBefore) {
        var backtest = new CandleBacktest(history, rules);
        List<Done> done =
                IntStream.range(0, settings.size())
                        .parallel()
                        .mapToObj(i -> done(settings.get(i), backtest.run(tried.get(i))))
                        .sorted(Comparator.comparingDouble(Done::order).reversed())
                        .toList();
        return new SweepReport(
                Report.FORMAT,
                id(tried),
                told.version(),
                data(),
                told.settings(tried),
                told.caveats(tried.subList(0, 1)),
                Performance.of(backtest.buyAndHold(), history.start()),
                done.stream()
                        .map(it -> new SweepReport.Setting(it.set(), it.performance()))
                        .toList(),
                best(done, done.size() + triedBefore));
    }

    private Done done(Map<String, String> setting, AccountRun run) {
        return new Done(
                setting,
                Performance.of(run, history.start()),
                Performance.returns(run, history.start()));
    }

    private static SweepReport.Best best(List<Done> done, int trials) {
        Done best = done.getFirst();
        Moments moments = best.returns().moments();
        Optional<SharpeOdds.Measured> measured =
                moments.count() < 2 ? Optional.empty() : SharpeOdds.Measured.of(moments);
        double[] ratios =
                done.stream()
                        .map(it -> it.returns().moments().sharpe())
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray();
        double spread = ratios.length < 2 ? 0 : Moments.of(ratios).deviation();
        // Of few settings their own spread says little; without skill it is that of one estimate
        double variance = Math.max(spread * spread, 1.0 / Math.max(1, moments.count() - 1));
        OptionalDouble deflated =
                measured.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(SharpeOdds.deflated(measured.get(), variance, trials));
        OptionalDouble overfitting =
                Overfitting.probability(
                        done.stream().map(it -> it.returns().values()).toArray(double[][]::new));
        return new SweepReport.Best(
                best.set(),
                trials,
                best.performance().sharpe(),
                deflated,
                overfitting,
                best.performance().trackRecordDays(),
                sentences(best, trials, deflated, overfitting));
    }

    private static List<String> sentences(
            Done best, int trials, OptionalDouble deflated, OptionalDouble overfitting) {
        List<String> sentences = new ArrayList<>();
        if (best.performance().sharpe().isEmpty() || best.order() <= 0) {
            sentences.add(
                    "No setting earned anything over its swings: there is no best to speak of.");
        } else if (deflated.orElse(0) < SURE) {
            sentences.add(
                    String.format(
                            Locale.ROOT,
                            "The best of %d trials is such by chance as well as not: the odds that there is more"
                                    + " to it are %.1f %%, and 95 %% are needed.",
                            trials,
                            deflated.orElse(0) * PER_CENT));
        } else {
            sentences.add(
                    String.format(
                            Locale.ROOT,
                            "The best is better than the best of %d trials without skill, with %.1f %%. That it"
                                    + " earned more than the market is not said by this.",
                            trials,
                            deflated.getAsDouble() * PER_CENT));
        }
        sentences.add(
                overfitting.isEmpty()
                        ? "How probable overfitting is, is unknown: that needs ten settings or more, and two returns in"
                                + " each of sixteen stretches."
                        : String.format(
                                Locale.ROOT,
                                "Chosen on one half of the past, the best setting is below the median on the other in"
                                        + " %.0f of 100 cases.",
                                overfitting.getAsDouble() * PER_CENT));
        return sentences;
    }
}
