package lab.backtest.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import lab.backtest.report.Performance;
import lab.servicekit.page.PageStyle;

/** A sweep as one page that needs nothing beside it: the verdict, a heat map, and all settings. */
public final class SweepHtml {
    private static final int ROWS_MAX = 200;
    private static final double PER_CENT = 100;

    private final SweepReport report;
    private final List<SweepRange> ranges;
    private final StringBuilder page = new StringBuilder(1 << 16);

    public SweepHtml(SweepReport report, List<SweepRange> ranges) {
        this.report = report;
        this.ranges = List.copyOf(ranges);
    }

    public String page() {
        String pairs =
                report.data().pairs().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(", "));
        page.append(PageStyle.head("Sweep " + report.id()));
        add("<h1>Sweep of %d settings over %s</h1>", report.accounts().size(), pairs);
        add(
                "<p class=\"sub\">%s to %s · %,d %s · %s · run %s</p><div class=\"caveat\">",
                report.data().from(),
                report.data().to(),
                report.data().candles(),
                report.data().unit(),
                PageStyle.escaped(report.data().source()),
                report.id());
        report.caveats().forEach(it -> add("<p>%s</p>", PageStyle.escaped(it)));
        add("</div><div class=\"verdict even\">");
        report.best().sentences().forEach(it -> add("<p>%s</p>", PageStyle.escaped(it)));
        add(
                "<p>Deflated Sharpe ratio %s · overfitting %s · %d trials</p></div>",
                percent(report.best().deflated()),
                percent(report.best().overfitting()),
                report.best().trials());
        report.strategies().forEach(this::heatMap);
        table();
        page.append(PageStyle.FOOT);
        return page.toString();
    }

    private void add(String format, Object... arguments) {
        page.append(String.format(Locale.ROOT, format, arguments));
    }

    /** Of one strategy, by the one or two parameters of it that were swept. */
    private void heatMap(String strategy) {
        List<SweepReport.Setting> settings =
                report.accounts().stream().filter(it -> it.strategy().equals(strategy)).toList();
        List<SweepRange> own =
                ranges.stream()
                        .filter(it -> settings.getFirst().set().containsKey(it.name()))
                        .toList();
        if (own.isEmpty() || own.size() > 2) {
            return;
        }
        SweepRange across = own.getLast();
        Optional<SweepRange> down =
                own.size() == 2 ? Optional.of(own.getFirst()) : Optional.empty();
        double most =
                settings.stream()
                        .mapToDouble(it -> Math.abs(it.performance().sharpe().orElse(0)))
                        .max()
                        .orElse(0);
        add(
                "<h3>Sharpe ratio by setting of %s</h3><div class=\"panel\"><table><tr><th>%s</th>",
                PageStyle.escaped(strategy), axis(across, down));
        across.values().forEach(it -> add("<th>%s</th>", it));
        add("</tr>");
        for (String row : down.map(SweepRange::values).orElse(List.of(""))) {
            add("<tr><td>%s</td>", row);
            for (String column : across.values()) {
                add("%s", cell(find(settings, down, row, across, column), most));
            }
            add("</tr>");
        }
        add("</table></div>");
    }

    private static String axis(SweepRange across, Optional<SweepRange> down) {
        return down.map(it -> it.name() + " ↓ ").orElse("") + across.name() + " →";
    }

    private static Optional<Performance> find(
            List<SweepReport.Setting> settings,
            Optional<SweepRange> down,
            String row,
            SweepRange across,
            String column) {
        return settings.stream()
                .filter(it -> column.equals(it.set().get(across.name())))
                .filter(it -> down.isEmpty() || row.equals(it.set().get(down.get().name())))
                .map(SweepReport.Setting::performance)
                .findFirst();
    }

    private static String cell(Optional<Performance> performance, double most) {
        OptionalDouble sharpe = performance.map(Performance::sharpe).orElse(OptionalDouble.empty());
        if (sharpe.isEmpty()) {
            return "<td>unknown</td>";
        }
        double value = sharpe.getAsDouble();
        double strength = most == 0 ? 0 : Math.abs(value) / most;
        return String.format(
                Locale.ROOT,
                "<td style=\"background:rgba(%s,%.2f)\">%.2f</td>",
                value >= 0 ? "22,132,91" : "196,55,58",
                0.08 + 0.62 * strength,
                value);
    }

    private void table() {
        add(
                "<h3>All settings</h3><div class=\"panel\"><table><tr><th>Setting</th><th>Return</th><th>Drawdown</th>"
                        + "<th>Sharpe</th><th>Sortino</th><th>Trips</th><th>Costs</th></tr>");
        List<SweepReport.Setting> shown = new ArrayList<>(report.accounts());
        for (SweepReport.Setting each : shown.subList(0, Math.min(ROWS_MAX, shown.size()))) {
            Performance of = each.performance();
            add(
                    "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%d</td><td>%.2f</td></tr>",
                    PageStyle.escaped(each.told(report.strategies().size() > 1)),
                    percent(OptionalDouble.of(of.totalReturn())),
                    percent(OptionalDouble.of(of.drawdown().map(it -> -it.depth()).orElse(0.0))),
                    number(of.sharpe()),
                    number(of.sortino()),
                    of.trades().count(),
                    of.costs().all());
        }
        add("</table></div>");
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
