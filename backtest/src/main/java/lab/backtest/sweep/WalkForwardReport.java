package lab.backtest.sweep;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;

/**
 * What came of choosing and then trading, again and again.
 *
 * @param tried settings of each choice
 * @param trials these, and what was tried on this market before
 * @param accounts the stretches that were traded, in their order
 * @param totalReturn of all stretches one after the other
 * @param sharpe of the returns of all stretches, of a year
 * @param efficiency what a day after a choice earned by what a day before it did; unknown where
 *     nothing was earned before
 */
public record WalkForwardReport(
        int format,
        String id,
        String version,
        Report.Data data,
        Report.Settings settings,
        List<String> caveats,
        Duration train,
        Duration purge,
        Duration embargo,
        Duration test,
        int tried,
        int trials,
        Performance market,
        List<Step> accounts,
        double totalReturn,
        OptionalDouble sharpe,
        int periods,
        OptionalDouble efficiency,
        List<String> sentences) {
    private static final double PER_CENT = 100;

    public WalkForwardReport {
        caveats = List.copyOf(caveats);
        accounts = List.copyOf(accounts);
        sentences = List.copyOf(sentences);
    }

    /**
     * One choice, and what it came to afterwards.
     *
     * @param set that was chosen
     * @param chosenSharpe and chosenReturn of the stretch that it was chosen on
     */
    public record Step(
            Instant trainFrom,
            Instant trainTo,
            Instant testFrom,
            Instant testTo,
            Map<String, String> set,
            OptionalDouble chosenSharpe,
            double chosenReturn,
            Performance performance) {}

    /** For a terminal. */
    public void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "walk-forward %s: %d settings, chosen on %s and traded for %s, %d times; between them %s of purge and %s of embargo%n",
                id,
                tried,
                hours(train),
                hours(test),
                accounts.size(),
                hours(purge),
                hours(embargo));
        caveats.forEach(it -> out.printf("! %s%n", it));
        out.printf(
                Locale.ROOT,
                "%n%-21s %-30s %9s %9s %9s %7s%n",
                "traded from",
                "setting",
                "before",
                "after",
                "Sharpe",
                "trips");
        for (Step step : accounts) {
            out.printf(
                    Locale.ROOT,
                    "%-21s %-30s %8.2f%% %8.2f%% %9s %7d%n",
                    step.testFrom(),
                    step.set().entrySet().stream()
                            .map(it -> it.getKey() + "=" + it.getValue())
                            .collect(Collectors.joining(" ")),
                    step.chosenReturn() * PER_CENT,
                    step.performance().totalReturn() * PER_CENT,
                    number(step.performance().sharpe()),
                    step.performance().trades().count());
        }
        out.println();
        sentences.forEach(out::println);
        out.printf(
                Locale.ROOT,
                "All stretches %.2f %%, Sharpe ratio of %d returns %s; %d trials%n",
                totalReturn * PER_CENT,
                periods,
                number(sharpe),
                trials);
    }

    private static String hours(Duration length) {
        return length.toHours() % 24 == 0 && !length.isZero()
                ? length.toDays() + " d"
                : length.toHours() + " h";
    }

    private static String number(OptionalDouble number) {
        return number.isPresent()
                ? String.format(Locale.ROOT, "%.2f", number.getAsDouble())
                : "unknown";
    }
}
