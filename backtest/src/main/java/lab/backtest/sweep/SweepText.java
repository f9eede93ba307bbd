package lab.backtest.sweep;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;
import lab.backtest.report.Performance;

/** A sweep for a terminal. */
public final class SweepText {
    private static final int SHOWN = 12;
    private static final double PER_CENT = 100;

    private SweepText() {}

    public static void print(SweepReport report, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "sweep %s: %d settings over %,d %s, %s to %s%n",
                report.id(),
                report.accounts().size(),
                report.data().candles(),
                report.data().unit(),
                report.data().from(),
                report.data().to());
        report.caveats().forEach(it -> out.printf("! %s%n", it));
        out.printf(
                Locale.ROOT,
                "%n%-40s %9s %9s %8s %8s %7s%n",
                "setting",
                "return",
                "drawdown",
                "Sharpe",
                "Sortino",
                "trips");
        boolean isOneOfMany = report.strategies().size() > 1;
        report.accounts().stream()
                .limit(SHOWN)
                .forEach(it -> row(it.told(isOneOfMany), it.performance(), out));
        if (report.accounts().size() > SHOWN) {
            out.printf("… and %d more%n", report.accounts().size() - SHOWN);
        }
        row("buy & hold of all the money", report.market(), out);
        out.println();
        report.best().sentences().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "Deflated Sharpe ratio %s, overfitting %s, minimum track record %s days; %d trials%n",
                percent(report.best().deflated()),
                percent(report.best().overfitting()),
                number(report.best().trackRecordDays()),
                report.best().trials());
    }

    private static void row(String what, Performance of, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-40s %9s %9s %8s %8s %7d%n",
                what,
                percent(OptionalDouble.of(of.totalReturn())),
                percent(OptionalDouble.of(of.drawdown().map(it -> -it.depth()).orElse(0.0))),
                number(of.sharpe()),
                number(of.sortino()),
                of.trades().count());
    }

    private static String percent(OptionalDouble part) {
        return part.isPresent()
                ? String.format(Locale.ROOT, "%.2f %%", part.getAsDouble() * PER_CENT)
                : "unknown";
    }

    private static String number(OptionalDouble number) {
        return number.isPresent()
                ? String.format(Locale.ROOT, "%.2f", number.getAsDouble())
                : "unknown";
    }
}
