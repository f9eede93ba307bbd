package lab.backtest.sweep;

import static lab.domain.Checks.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lab.backtest.CandleReport;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;
import lab.backtest.statistics.Returns;
import lab.consensus.strategy.Strategy;

/**
 * Chooses a setting on a stretch of the past and lets it trade the stretch after it, again and
 * again: only what was traded after the choice is counted.
 *
 * <p><b>Purge.</b> Between the two lies as much time as a strategy sees, four hours: no view of the
 * second stretch looks upon a minute that the setting was chosen by. <b>Embargo.</b> A further gap,
 * as long as one says, for whatever goes on longer than that: the next choice does not see the
 * embargo of the one before either, as it ends before its own.
 */
public final class WalkForward {
    /** What a view shows. */
    static final Duration PURGE = Duration.ofMinutes(CandleBacktest.CANDLES_MAX);

    private static final double PER_CENT = 100;

    private final CandleHistory history;
    private final CandleRules rules;
    private final CandleReport told;

    /**
     * How the past is cut.
     *
     * @param train what a setting is chosen on
     * @param test what it trades then
     * @param embargo what is left out between them beyond the purge
     */
    public record Plan(Duration train, Duration test, Duration embargo) {
        private static final String LENGTH = "([0-9]{1,6})([hd])";
        private static final Pattern FORM =
                Pattern.compile(LENGTH + "/" + LENGTH + "(?:/" + LENGTH + ")?");
        private static final int EMBARGO = 5;

        public Plan {
            check(
                    train.compareTo(PURGE) > 0 && test.isPositive(),
                    "walk-forward: must choose on more than %d hours and trade for some, was %s and %s",
                    PURGE.toHours(),
                    train,
                    test);
        }

        /** Such as {@code 30d/7d}, or {@code 30d/7d/1d} with an embargo. */
        public static Plan parse(String text) {
            Matcher matcher = FORM.matcher(text);
            check(
                    matcher.matches(),
                    "walk-forward: must be such as 30d/7d, or 30d/7d/12h with an embargo, was \"%s\"",
                    text);
            return new Plan(
                    length(matcher, 1),
                    length(matcher, 3),
                    matcher.group(EMBARGO) == null ? Duration.ZERO : length(matcher, EMBARGO));
        }

        private static Duration length(Matcher matcher, int group) {
            long count = Long.parseLong(matcher.group(group));
            return matcher.group(group + 1).equals("d")
                    ? Duration.ofDays(count)
                    : Duration.ofHours(count);
        }
    }

    /**
     * @param source where the candles are from, for people
     */
    public WalkForward(CandleHistory history, CandleRules rules, String source) {
        this.history = history;
        this.rules = rules;
        this.told = new CandleReport(history, rules, source);
    }

    /** One choice, and where it led to. */
    record Cut(Instant trainFrom, Instant trainTo, Instant testFrom, Instant testTo) {}

    /** Whole ones alone: a short last stretch would count as much as a long one. */
    static List<Cut> cuts(Instant from, Instant to, Plan plan) {
        List<Cut> cuts = new ArrayList<>();
        Instant begin = from;
        while (true) {
            Instant trainTo = begin.plus(plan.train());
            Instant testFrom = trainTo.plus(PURGE).plus(plan.embargo());
            Instant testTo = testFrom.plus(plan.test());
            if (testTo.isAfter(to)) {
                return cuts;
            }
            cuts.add(new Cut(begin, trainTo, testFrom, testTo));
            begin = begin.plus(plan.test());
        }
    }

    public Report.Data data() {
        return told.data();
    }

    /** What a walk is known by. */
    public String id(List<Strategy> tried, Plan plan) {
        return told.id(tried, plan.toString());
    }

    /**
     * Walks.
     *
     * @param settings by which they were made, in their order
     * @param triedBefore how many accounts were tried on this market before
     * @throws IllegalArgumentException if the past is too short for a single choice
     */
    public WalkForwardReport of(
            List<Map<String, String>> settings, List<Strategy> tried, Plan plan, int triedBefore) {
        List<Cut> cuts = cuts(history.start(), history.end(), plan);
        check(
                !cuts.isEmpty(),
                "walk-forward: the past must be as long as %s, %s and what lies between, is from %s to %s",
                plan.train(),
                plan.test(),
                history.start(),
                history.end());
        List<WalkForwardReport.Step> steps = new ArrayList<>();
        List<Returns> after = new ArrayList<>();
        double grown = 1;
        for (Cut cut : cuts) {
            CandleHistory train = history.between(cut.trainFrom(), cut.trainTo());
            var training = new CandleBacktest(train, rules);
            List<Performance> chosenFrom =
                    IntStream.range(0, tried.size())
                            .parallel()
                            .mapToObj(i ->
                                    Performance.of(training.run(tried.get(i)), cut.trainFrom()))
                            .toList();
            int best = best(chosenFrom);
            CandleHistory seen = history.between(cut.testFrom().minus(PURGE), cut.testTo());
            AccountRun run = new CandleBacktest(seen, rules).run(tried.get(best), cut.testFrom());
            Performance then = Performance.of(run, cut.testFrom());
            after.add(Performance.returns(run, cut.testFrom()));
            grown *= 1 + then.totalReturn();
            steps.add(
                    new WalkForwardReport.Step(
                            cut.trainFrom(),
                            cut.trainTo(),
                            cut.testFrom(),
                            cut.testTo(),
                            new TreeMap<>(settings.get(best)),
                            chosenFrom.get(best).sharpe(),
                            chosenFrom.get(best).totalReturn(),
                            then));
        }
        Returns all = together(after);
        OptionalDouble efficiency = efficiency(steps, plan);
        return new WalkForwardReport(
                Report.FORMAT,
                id(tried, plan),
                told.version(),
                data(),
                told.settings(tried),
                told.caveats(tried.subList(0, 1)),
                plan.train(),
                PURGE,
                plan.embargo(),
                plan.test(),
                tried.size(),
                triedBefore + tried.size(),
                Performance.of(new CandleBacktest(history, rules).buyAndHold(), history.start()),
                steps,
                grown - 1,
                all.sharpe(),
                all.count(),
                efficiency,
                sentences(steps, grown - 1, all, efficiency));
    }

    /** The best Sharpe ratio; of those that have none the first. */
    private static int best(List<Performance> performances) {
        int best = 0;
        for (int i = 1; i < performances.size(); i++) {
            if (order(performances.get(i)) > order(performances.get(best))) {
                best = i;
            }
        }
        return best;
    }

    private static double order(Performance performance) {
        return performance.sharpe().orElse(Double.NEGATIVE_INFINITY);
    }

    private static Returns together(List<Returns> parts) {
        Returns first = parts.getFirst();
        return new Returns(
                parts.stream().flatMapToDouble(it -> Arrays.stream(it.values())).toArray(),
                first.period(),
                first.periodsPerYear());
    }

    /**
     * What was earned a day after the choices by what was earned a day before them. Where nothing
     * was earned before, there is nothing to keep: a small loss after a large one is not robust.
     */
    private static OptionalDouble efficiency(List<WalkForwardReport.Step> steps, Plan plan) {
        double before =
                steps.stream().mapToDouble(it -> it.chosenReturn()).sum() / plan.train().toHours();
        double later =
                steps.stream().mapToDouble(it -> it.performance().totalReturn()).sum()
                        / plan.test().toHours();
        return before <= 0 ? OptionalDouble.empty() : OptionalDouble.of(later / before);
    }

    private static List<String> sentences(
            List<WalkForwardReport.Step> steps,
            double grown,
            Returns all,
            OptionalDouble efficiency) {
        List<String> sentences = new ArrayList<>();
        long earned = steps.stream().filter(it -> it.performance().totalReturn() > 0).count();
        sentences.add(
                String.format(
                        Locale.ROOT,
                        "Traded after each choice it %s %.2f %%, and earned in %d of %d stretches.",
                        grown < 0 ? "lost" : "earned",
                        Math.abs(grown) * PER_CENT,
                        earned,
                        steps.size()));
        sentences.add(
                efficiency.isEmpty()
                        ? "Nothing was earned where the settings were chosen: there is nothing that could have been kept."
                        : String.format(
                                Locale.ROOT,
                                "A day after a choice earned %.0f %% of what a day before it did.",
                                efficiency.getAsDouble() * PER_CENT));
        long others = steps.stream().map(WalkForwardReport.Step::set).distinct().count();
        if (others > 1) {
            sentences.add(
                    "%d different settings were chosen in %d choices."
                            .formatted(others, steps.size()));
        }
        if (grown <= 0 || all.sharpe().orElse(0) <= 0) {
            sentences.add("Nothing here speaks for it.");
        }
        return sentences;
    }
}
