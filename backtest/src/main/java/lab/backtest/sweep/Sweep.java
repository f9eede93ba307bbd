package lab.backtest.sweep;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import lab.backtest.account.AccountRun;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;
import lab.backtest.statistics.Moments;
import lab.backtest.statistics.Overfitting;
import lab.backtest.statistics.SharpeOdds;
import lab.consensus.strategy.Strategy;

/**
 * Tries strategies with many settings over one past, which is read once and shared by all cores.
 */
public final class Sweep {
    private static final double SURE = 0.95;
    private static final double PER_CENT = 100;

    private final TriedPast past;

    public Sweep(TriedPast past) {
        this.past = past;
    }

    /**
     * What came of a setting, as far as it is looked at afterwards.
     *
     * @param returns that its ratios are of
     */
    record Done(Performance performance, List<Double> returns) {
        Done {
            returns = List.copyOf(returns);
        }

        static Done of(AccountRun run, Instant start) {
            return new Done(
                    Performance.of(run, start),
                    Arrays.stream(Performance.returns(run, start).values()).boxed().toList());
        }

        double[] numbers() {
            return returns.stream().mapToDouble(Double::doubleValue).toArray();
        }

        double order() {
            return performance.sharpe().orElse(Double.NEGATIVE_INFINITY);
        }

        Moments moments() {
            return Moments.of(numbers());
        }
    }

    /** What a sweep is known by. */
    public String id(List<Candidate> candidates) {
        return past.id(made(candidates));
    }

    public Report.Data data() {
        return past.data();
    }

    private static List<Strategy> made(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::made).toList();
    }

    /** A setting, and what came of it. */
    private record Ranked(Candidate candidate, Done done) {}

    /**
     * Tries them, but for those that were done when it was stopped.
     *
     * @param progress knows what was done, and keeps what is
     */
    public SweepReport of(List<Candidate> candidates, int triedBefore, SweepProgress progress)
            throws IOException {
        List<Integer> left =
                IntStream.range(0, candidates.size())
                        .filter(place -> progress.done(place).isEmpty())
                        .boxed()
                        .toList();
        AccountRun market =
                past.run(
                        left.stream().map(place -> candidates.get(place).made()).toList(),
                        (place, run) -> progress.keep(left.get(place), Done.of(run, past.start())));
        List<Ranked> ranked =
                IntStream.range(0, candidates.size())
                        .mapToObj(place ->
                                new Ranked(
                                        candidates.get(place), progress.done(place).orElseThrow()))
                        .sorted(
                                Comparator.<Ranked>comparingDouble(it -> it.done().order())
                                        .reversed())
                        .toList();
        return new SweepReport(
                Report.FORMAT,
                id(candidates),
                past.version(),
                past.data(),
                past.settings(made(candidates)),
                past.caveats(made(candidates)),
                Performance.of(market, past.start()),
                ranked.stream()
                        .map(it ->
                                new SweepReport.Setting(
                                        it.candidate().strategy(),
                                        it.candidate().set(),
                                        it.done().performance()))
                        .toList(),
                best(ranked, ranked.size() + triedBefore));
    }

    private static SweepReport.Best best(List<Ranked> ranked, int trials) {
        List<Done> done = ranked.stream().map(Ranked::done).toList();
        Done best = done.getFirst();
        Moments moments = best.moments();
        Optional<SharpeOdds.Measured> measured =
                moments.count() < 2 ? Optional.empty() : SharpeOdds.Measured.of(moments);
        double[] ratios =
                done.stream()
                        .map(it -> it.moments().sharpe())
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
                Overfitting.probability(done.stream().map(Done::numbers).toArray(double[][]::new));
        return new SweepReport.Best(
                ranked.getFirst().candidate().strategy(),
                ranked.getFirst().candidate().set(),
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
