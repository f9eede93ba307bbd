package lab.backtest.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import lab.backtest.account.AccountRun;
import lab.backtest.account.EquityCurve;
import lab.backtest.account.RoundTrip;
import lab.backtest.report.LineChart.Point;
import lab.backtest.statistics.Bootstrap;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.clearing.Execution;
import lab.domain.clearing.OrderRequest;
import lab.servicekit.page.PageStyle;

/** A report as one page that needs nothing beside itself: no network, no script, no other file. */
public final class HtmlReport {
    private static final int POINTS_MAX = 1_600;
    private static final int TRIPS_SHOWN = 40;
    private static final int MARKS_MAX = 600;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Backtested tested;
    private final Report report;
    private final StringBuilder page = new StringBuilder(1 << 18);

    public HtmlReport(Backtested tested) {
        this.tested = tested;
        this.report = tested.report();
    }

    public String page() {
        String pairs =
                report.data().pairs().stream().map(Pair::name).collect(Collectors.joining(", "));
        page.append(PageStyle.head("Backtest %s of %s".formatted(report.id(), pairs)));
        add("<h1>Backtest of %s</h1>", pairs);
        add(
                "<p class=\"sub\">%s to %s UTC · %,d %s · %s · run %s</p>",
                TIME.format(report.data().from()),
                TIME.format(report.data().to()),
                report.data().candles(),
                report.data().unit(),
                PageStyle.escaped(report.data().source()),
                report.id());
        add("<div class=\"caveat\">");
        report.caveats().forEach(it -> add("<p>%s</p>", PageStyle.escaped(it)));
        add("</div>");
        overview();
        signals();
        for (int i = 0; i < report.accounts().size(); i++) {
            account(report.accounts().get(i), tested.runs().get(i));
        }
        foot();
        page.append(PageStyle.FOOT);
        return page.toString();
    }

    private void add(String format, Object... arguments) {
        page.append(String.format(Locale.ROOT, format, arguments));
    }

    private void overview() {
        add(
                "<div class=\"panel\"><table><tr><th>Account</th><th>Equity</th><th>Return</th><th>Drawdown</th>"
                        + "<th>Sharpe</th><th>Sortino</th><th>Trips</th><th>Won</th><th>Costs</th><th>Skill</th></tr>");
        overviewRow(report.market(), "Buy &amp; hold of all the money", "");
        for (Report.Told told : report.accounts()) {
            String name = PageStyle.escaped(told.performance().account());
            overviewRow(
                    told.performance(),
                    "<a href=\"#%s\">%s</a>".formatted(name, name),
                    told.verdict().isSkilled() ? "likely" : "not shown");
        }
        add("</table></div>");
    }

    private void overviewRow(Performance of, String name, String skill) {
        add(
                "<tr><td>%s</td><td>%s</td><td class=\"%s\">%s</td><td>%s</td><td>%s</td><td>%s</td><td>%d</td>"
                        + "<td>%s</td><td>%s</td><td>%s</td></tr>",
                name,
                Texts.cents(of.endEquity()),
                tone(of.totalReturn()),
                Texts.signed(of.totalReturn()),
                depth(of),
                Texts.number(of.sharpe()),
                Texts.number(of.sortino()),
                of.trades().count(),
                Texts.percent(of.trades().winRate()),
                Texts.cents(of.costs().all()),
                skill);
    }

    private void account(Report.Told told, AccountRun run) {
        Performance of = told.performance();
        String name = PageStyle.escaped(of.account());
        add("<h2 id=\"%s\">%s</h2>", name, name);
        String look =
                told.verdict().isSkilled() ? "skilled" : of.totalReturn() < 0 ? "lost" : "even";
        add("<div class=\"verdict %s\">", look);
        told.verdict().sentences().forEach(it -> add("<p>%s</p>", PageStyle.escaped(it)));
        add("</div>");
        cards(of);
        charts(of, run);
        months(told);
        add("<h3>All figures</h3><div class=\"two\">");
        figures(of, told.verdict());
        add("</div>");
        ablations(told);
        trips(told);
    }

    private void cards(Performance of) {
        double market = report.market().totalReturn();
        add("<div class=\"cards\">");
        card(
                Texts.signed(of.totalReturn()),
                tone(of.totalReturn()),
                "return",
                "market " + Texts.signed(market));
        card(Texts.cents(of.endEquity()), "", "equity", "of " + Texts.cents(of.funded()));
        card(
                Texts.number(of.sharpe()),
                "",
                "Sharpe ratio",
                of.sharpeBounds()
                        .map(it ->
                                String.format(
                                        Locale.ROOT, "95 %%: %.1f to %.1f", it.low(), it.high()))
                        .orElse("365 days a year"));
        card(
                depth(of),
                "",
                "largest drawdown",
                of.drawdown().map(it -> "longest " + Texts.length(it.longest())).orElse("none"));
        card(
                Integer.toString(of.trades().count()),
                "",
                "round trips",
                "won " + Texts.percent(of.trades().winRate()));
        card(
                Texts.cents(of.costs().all()),
                "",
                "costs",
                String.format(Locale.ROOT, "%d fills", of.costs().fills()));
        add("</div>");
    }

    private void card(String value, String tone, String name, String beside) {
        add(
                "<div class=\"card\"><b class=\"%s\">%s</b><span>%s</span><small>%s</small></div>",
                tone, value, name, beside);
    }

    private void charts(Performance of, AccountRun run) {
        EquityCurve own = run.equity();
        EquityCurve market = tested.market().equity();
        add("<h3>Equity</h3><div class=\"panel\">");
        add(
                "<div class=\"legend\"><span><i class=\"i-own\"></i>%s</span>"
                        + "<span><i class=\"i-market\"></i>buy &amp; hold of all the money</span></div>",
                PageStyle.escaped(of.account()));
        page.append(
                new LineChart("equity", 300, it -> money(it))
                        .line("market", points(market, market::close))
                        .line("own", points(own, own::close))
                        .svg());
        add("</div><h3>Drawdown</h3><div class=\"panel\">");
        page.append(
                new LineChart("drawdown", 180, it -> String.format(Locale.ROOT, "%.1f %%", it))
                        .line("market thin", falls(market, tested.market().funded().doubleValue()))
                        .area("loss thin", falls(own, run.funded().doubleValue()))
                        .svg());
        add("</div>");
        tested.prices().keySet().stream().sorted().forEach(pair -> prices(pair, run));
    }

    private void prices(Pair pair, AccountRun run) {
        List<Backtested.Close> closes = tested.prices().getOrDefault(pair, List.of());
        List<Execution> fills =
                run.settlements().stream()
                        .map(it -> it.execution())
                        .filter(it -> it.fill().isPresent())
                        .filter(it ->
                                it.request() instanceof OrderRequest order
                                        && order.pair().equals(pair))
                        .toList();
        add("<h3>Trades of %s</h3><div class=\"panel\">", pair);
        add(
                "<div class=\"legend\"><span><i class=\"i-buy\"></i>bought</span><span><i class=\"i-sell\"></i>sold</span>%s</div>",
                fills.size() > MARKS_MAX
                        ? "<span>the last %d of %d fills</span>".formatted(MARKS_MAX, fills.size())
                        : "");
        var chart =
                new LineChart("price of " + pair, 280, it -> money(it))
                        .line(
                                "price thin",
                                Thinned.places(
                                                closes.size(),
                                                POINTS_MAX,
                                                it -> closes.get(it).price())
                                        .stream()
                                        .map(it ->
                                                new Point(
                                                        closes.get(it).time(),
                                                        closes.get(it).price()))
                                        .toList());
        fills.subList(Math.max(0, fills.size() - MARKS_MAX), fills.size())
                .forEach(it -> mark(chart, it));
        page.append(chart.svg());
        add("</div>");
    }

    private static void mark(LineChart chart, Execution execution) {
        if (execution.request() instanceof OrderRequest order) {
            boolean isBuy = order.validSide().filter(it -> it == Side.BUY).isPresent();
            var price = execution.fill().orElseThrow().price();
            chart.mark(
                    execution.time(),
                    price.doubleValue(),
                    isBuy,
                    "%s %s at %s, %s"
                            .formatted(
                                    isBuy ? "bought" : "sold",
                                    order.quantity().toPlainString(),
                                    Texts.cents(price),
                                    TIME.format(execution.time())));
        }
    }

    private static List<Point> points(EquityCurve curve, IntToDoubleFunction value) {
        return Thinned.places(curve.size(), POINTS_MAX, value).stream()
                .map(it -> new Point(curve.time(it), value.applyAsDouble(it)))
                .toList();
    }

    /** By how many per cent equity is below its height so far, all at their worst. */
    private static List<Point> falls(EquityCurve curve, double funded) {
        double[] below = new double[curve.size()];
        double height = funded;
        for (int i = 0; i < below.length; i++) {
            height = Math.max(height, curve.high(i));
            below[i] = Math.min(0, (curve.low(i) / height - 1) * 100);
        }
        return points(curve, it -> below[it]);
    }

    private void months(Report.Told told) {
        add(
                "<h3>By month</h3><div class=\"panel\"><table><tr><th>Month</th><th>Account</th><th>Market</th></tr>");
        for (Month month : told.months()) {
            add(
                    "<tr><td>%s</td><td class=\"%s\">%s</td><td class=\"%s\">%s</td></tr>",
                    month.month(),
                    tone(month.earned()),
                    Texts.signed(month.earned()),
                    tone(month.market()),
                    Texts.signed(month.market()));
        }
        add("</table></div>");
    }

    private void figures(Performance of, Verdict verdict) {
        TradeFigures trades = of.trades();
        table(
                row("Growth per year (CAGR)", Texts.percent(of.cagr())),
                row("Volatility of a year", Texts.percent(of.volatility())),
                row("Sharpe ratio, 365 days, against 0", Texts.number(of.sharpe())),
                row("… between, with 95 %", bounds(of.sharpeBounds(), HtmlReport::number)),
                row("Return between, with 95 %", bounds(of.totalReturnBounds(), Texts::signed)),
                row("Sortino ratio", Texts.number(of.sortino())),
                row("Calmar ratio", Texts.number(of.calmar())),
                row(
                        "Returns that these are of",
                        "%d of %s".formatted(of.periods(), Texts.one(of.period()))),
                row("Largest drawdown", depth(of)),
                row("… from", of.drawdown().map(it -> TIME.format(it.peak())).orElse("–")),
                row("… to", of.drawdown().map(it -> TIME.format(it.trough())).orElse("–")),
                row(
                        "… recovered",
                        of.drawdown()
                                .map(it -> it.recovered().map(TIME::format).orElse("not yet"))
                                .orElse("–")),
                row(
                        "Longest time below a height",
                        of.drawdown().map(it -> Texts.length(it.longest())).orElse("none")),
                row("Minutes with something held", Texts.percent(of.exposure())),
                row(
                        "Turnover, in mean equities",
                        String.format(Locale.ROOT, "%.2f", of.turnover())),
                row("Fees", Texts.cents(of.costs().fees())),
                row("Slippage", Texts.cents(of.costs().slippage())),
                row("Spread", Texts.cents(of.costs().spread())));
        table(
                row("Win rate", Texts.percent(trades.winRate())),
                row("Profit factor", Texts.number(trades.profitFactor())),
                row("Expectancy of a trip", Texts.cents(trades.expectancy())),
                row(
                        "Best trip",
                        Texts.cents(trades.best()) + " (" + Texts.percent(trades.bestPart()) + ")"),
                row(
                        "Worst trip",
                        Texts.cents(trades.worst())
                                + " ("
                                + Texts.percent(trades.worstPart())
                                + ")"),
                row("Held, mean", Texts.length(trades.mean())),
                row(
                        "Held, shortest to longest",
                        Texts.length(trades.shortest()) + " – " + Texts.length(trades.longest())),
                row("Still held at the end", Integer.toString(of.open())),
                row("Part of its money in the market", Texts.percent(verdict.inMarket())),
                row("Sharpe ratio beyond it", Texts.number(verdict.excessSharpe())),
                row(
                        "Deflated, %d tried".formatted(verdict.trials()),
                        Texts.percent(verdict.deflated())),
                row(
                        "Days to be sure of a Sharpe above 0",
                        of.trackRecordDays().isPresent()
                                ? String.format(
                                        Locale.ROOT, "%,.0f", of.trackRecordDays().getAsDouble())
                                : "no number is enough"),
                row("Rejected by the clearing house", counts(of.rejected())),
                row("Refused by the risk rules", counts(of.refused())),
                row("Unknown when it decided", counts(of.unknown())));
    }

    /** What it is worth to the strategy to be told what the services say. */
    private void ablations(Report.Told told) {
        if (told.ablations().isEmpty()) {
            return;
        }
        add(
                "<h3>Ablations</h3><div class=\"panel\"><table><tr><th>The same strategy</th><th>Equity</th><th>Return</th>"
                        + "<th>Sharpe</th><th>Trips</th><th>The whole one earned more</th></tr>");
        for (Ablation ablation : told.ablations()) {
            add(
                    "<tr><td>%s</td><td>%s</td><td class=\"%s\">%s</td><td>%s</td><td>%d</td><td>%s</td></tr>",
                    ablation.what(),
                    Texts.cents(ablation.endEquity()),
                    tone(ablation.totalReturn()),
                    Texts.signed(ablation.totalReturn()),
                    Texts.number(ablation.sharpe()),
                    ablation.trips(),
                    Texts.cents(ablation.difference()));
        }
        add("</table></div>");
    }

    private void signals() {
        if (report.signals().isEmpty()) {
            return;
        }
        add("<h3>What the services said</h3><div class=\"panel\"><table>");
        report.signals()
                .forEach((what, count) ->
                        add("<tr><td>%s</td><td>%,d</td></tr>", PageStyle.escaped(what), count));
        add("</table></div>");
    }

    private static String bounds(Optional<Bootstrap.Bounds> bounds, DoubleFunction<String> told) {
        return bounds.map(it -> told.apply(it.low()) + " – " + told.apply(it.high()))
                .orElse(Texts.UNKNOWN);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    private static String row(String name, String value) {
        return "<tr><td>%s</td><td>%s</td></tr>"
                .formatted(PageStyle.escaped(name), PageStyle.escaped(value));
    }

    private void table(String... rows) {
        page.append("<div class=\"panel\"><table>");
        List.of(rows).forEach(page::append);
        page.append("</table></div>");
    }

    private void trips(Report.Told told) {
        List<RoundTrip> all = told.trips();
        if (all.isEmpty()) {
            return;
        }
        List<RoundTrip> shown = new ArrayList<>(all.reversed());
        add(
                "<h3>Round trips%s</h3><div class=\"panel\"><table><tr><th>Pair</th><th>Opened</th><th>Held</th><th>Quantity</th>"
                        + "<th>Cost</th><th>Earned</th><th></th></tr>",
                all.size() > TRIPS_SHOWN
                        ? ": the newest %d of %d".formatted(TRIPS_SHOWN, all.size())
                        : "");
        for (RoundTrip trip : shown.subList(0, Math.min(TRIPS_SHOWN, shown.size()))) {
            add(
                    "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"%s\">%s</td><td class=\"%s\">%s</td></tr>",
                    trip.pair(),
                    TIME.format(trip.opened()),
                    Texts.length(trip.length()),
                    trip.quantity().toPlainString(),
                    Texts.cents(trip.cost()),
                    tone(trip.profitPart()),
                    Texts.cents(trip.profit()),
                    tone(trip.profitPart()),
                    Texts.signed(trip.profitPart()));
        }
        add("</table></div>");
    }

    private void foot() {
        add(
                "<footer><p>Each account has %s and buys for %s. Slippage %s %%, fee %s, spread %s%s. Growth of less than a"
                        + " year is not stretched to one. Returns are against nothing, a year has 365 days.</p>"
                        + "<p>Code %s · data %s · %d minutes without a candle. Past results are no promise; this is paper trading"
                        + " and no advice.</p></footer>",
                Texts.cents(report.settings().startingBalance()),
                Texts.cents(report.settings().tradeSize()),
                Texts.plainPercent(report.settings().slippage()),
                report.settings().fees(),
                report.settings()
                        .spread()
                        .map(it -> Texts.plainPercent(it) + " %")
                        .orElse("as recorded"),
                report.settings().commentary().map(it -> ", commentary " + it).orElse(""),
                report.version(),
                report.data().hash(),
                report.data().missing());
    }

    private static String depth(Performance of) {
        return of.drawdown().map(it -> Texts.percent(-it.depth())).orElse("none");
    }

    private static String tone(double value) {
        return value > 0 ? "up" : value < 0 ? "down" : "";
    }

    private static String money(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%,.4f", value);
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(it -> "%s %d".formatted(it.getKey(), it.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
