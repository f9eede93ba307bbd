package lab.backtest.report;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A report for a terminal. */
public final class TextReport {
    private static final double PER_CENT = 100;
    private static final int HASH_SHOWN = 12;

    private final Report report;

    public TextReport(Report report) {
        this.report = report;
    }

    public void print(PrintWriter out) {
        Report.Data data = report.data();
        out.printf(
                Locale.ROOT,
                "backtest %s: %s, %,d %s, %s to %s%n",
                report.id(),
                data.pairs().stream().map(Object::toString).collect(Collectors.joining(", ")),
                data.candles(),
                data.unit(),
                data.from(),
                data.to());
        out.printf(
                Locale.ROOT,
                "data %s%s%n",
                data.hash().substring(0, HASH_SHOWN),
                data.missing() == 0
                        ? ""
                        : ", %d minutes without a candle".formatted(data.missing()));
        settings(out);
        report.caveats().forEach(it -> out.printf(Locale.ROOT, "! %s%n", it));
        if (!report.signals().isEmpty()) {
            counts("what the services said", report.signals(), out);
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "%-24s %12s %9s %9s %8s %8s %7s %8s %9s%n",
                "account",
                "equity",
                "return",
                "drawdown",
                "Sharpe",
                "Sortino",
                "trips",
                "won",
                "costs");
        row(report.market(), out);
        report.accounts().forEach(it -> row(it.performance(), out));
        for (Report.Told told : report.accounts()) {
            out.println();
            out.println(told.performance().account());
            told.verdict().sentences().forEach(it -> out.printf(Locale.ROOT, "  %s%n", it));
            details(told.performance(), out);
            told.ablations().forEach(it -> ablation(it, out));
        }
    }

    private void settings(PrintWriter out) {
        Report.Settings by = report.settings();
        out.printf(
                Locale.ROOT,
                "each account %s, a buy %s; fee %s, slippage %s %%, spread %s%s%n",
                Texts.cents(by.startingBalance()),
                Texts.cents(by.tradeSize()),
                by.fees(),
                Texts.plainPercent(by.slippage()),
                by.spread().map(it -> Texts.plainPercent(it) + " %").orElse("as recorded"),
                by.commentary().map(it -> ", commentary " + it).orElse(""));
    }

    private static void ablation(Ablation ablation, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "  %s it comes to %s (%s) by %d trips; the whole one earned %s more%n",
                ablation.what(),
                Texts.cents(ablation.endEquity()),
                Texts.signed(ablation.totalReturn()),
                ablation.trips(),
                Texts.cents(ablation.difference()));
    }

    private static void row(Performance of, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-24s %12s %9s %9s %8s %8s %7d %8s %9s%n",
                of.account(),
                Texts.cents(of.endEquity()),
                Texts.percent(OptionalDouble.of(of.totalReturn())),
                Texts.percent(
                        of.drawdown().isPresent()
                                ? OptionalDouble.of(-of.drawdown().get().depth())
                                : OptionalDouble.of(0)),
                Texts.number(of.sharpe()),
                Texts.number(of.sortino()),
                of.trades().count(),
                Texts.percent(of.trades().winRate()),
                Texts.cents(of.costs().all()));
    }

    private static void details(Performance of, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "  Sharpe of %d returns of %s, by 365 days a year: %s%s%n",
                of.periods(),
                Texts.one(of.period()),
                Texts.number(of.sharpe()),
                of.sharpeBounds()
                        .map(it ->
                                String.format(
                                        Locale.ROOT,
                                        ", in 95 of 100 samples %.2f to %.2f",
                                        it.low(),
                                        it.high()))
                        .orElse(""));
        out.printf(
                Locale.ROOT,
                "  CAGR %s; Calmar %s; volatility %s; held in %s of the minutes; turnover %.1f%n",
                Texts.percent(of.cagr()),
                Texts.number(of.calmar()),
                Texts.percent(of.volatility()),
                Texts.percent(OptionalDouble.of(of.exposure())),
                of.turnover());
        of.drawdown()
                .ifPresent(it ->
                        out.printf(
                                Locale.ROOT,
                                "  largest drawdown %.2f %% from %s to %s, %s; longest %s%n",
                                it.depth() * PER_CENT,
                                it.peak(),
                                it.trough(),
                                it.recovered().map(at -> "recovered " + at).orElse("not recovered"),
                                Texts.length(it.longest())));
        out.printf(
                Locale.ROOT,
                "  fees %s, slippage %s, spread %s; %d fills%n",
                Texts.cents(of.costs().fees()),
                Texts.cents(of.costs().slippage()),
                Texts.cents(of.costs().spread()),
                of.costs().fills());
        trades(of.trades(), out);
        counts("rejected by the clearing house", of.rejected(), out);
        counts("refused by the risk rules", of.refused(), out);
        counts("unknown at a decision", of.unknown(), out);
        if (of.unanswered() > 0) {
            out.printf(Locale.ROOT, "  orders without a quote at the end: %d%n", of.unanswered());
        }
    }

    private static void trades(TradeFigures trades, PrintWriter out) {
        if (trades.count() == 0) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "  profit factor %s; expectancy %s a trip; best %s, worst %s%n",
                Texts.number(trades.profitFactor()),
                trades.expectancy().map(Texts::cents).orElse(Texts.UNKNOWN),
                trades.best().map(Texts::cents).orElse(Texts.UNKNOWN),
                trades.worst().map(Texts::cents).orElse(Texts.UNKNOWN));
        out.printf(
                Locale.ROOT,
                "  held for %s on average, %s to %s%n",
                trades.mean().map(Texts::length).orElse(Texts.UNKNOWN),
                trades.shortest().map(Texts::length).orElse(Texts.UNKNOWN),
                trades.longest().map(Texts::length).orElse(Texts.UNKNOWN));
    }

    private static void counts(String what, Map<String, Long> counts, PrintWriter out) {
        if (!counts.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "  %s: %s%n",
                    what,
                    counts.entrySet().stream()
                            .map(it -> "%s %d".formatted(it.getKey(), it.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }
}
