package lab.cli.watch;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.consensus.audit.AuditReport;
import lab.consensus.audit.Difference;
import lab.consensus.audit.performance.AccountReport;
import lab.consensus.audit.performance.AccountReport.Figures;

/** An audit for people: what differs first, then how each account did, then the verdict. */
record AuditPage(AuditReport report) {
    private static final int DIFFERENCES_SHOWN_MAX = 50;
    private static final int PLACES_SHOWN = 2;
    private static final String UNKNOWN = "unknown";
    private static final String NONE = "-";

    void print(PrintWriter out) {
        report.differences().stream()
                .limit(DIFFERENCES_SHOWN_MAX)
                .forEach(difference -> out.println(line(difference)));
        if (report.differencesTotal() > DIFFERENCES_SHOWN_MAX) {
            out.printf(
                    "… and %d more; --json shows them%n",
                    report.differencesTotal() - DIFFERENCES_SHOWN_MAX);
        }
        if (!report.differences().isEmpty()) {
            out.println();
        }
        report.accounts().forEach(account -> print(account, out));
        report.compared()
                .forEach(table ->
                        out.printf(
                                "%-24s %,12d rows, snapshot %s%n",
                                table.table(), table.rows(), table.snapshot()));
        report.lag()
                .forEach(lag ->
                        out.printf("%s: %d rows are on their way%n", lag.table(), lag.rows()));
        report.notes().forEach(out::println);
        out.println(verdict());
    }

    private static String line(Difference difference) {
        String where =
                Stream.of(
                                named("account", difference.account()),
                                named("asset", difference.asset()),
                                named("order", difference.orderId()))
                        .flatMap(Optional::stream)
                        .map(it -> " " + it)
                        .collect(Collectors.joining(","));
        return "%s:%s: %s: %s must be %s, was %s"
                .formatted(
                        difference.table(),
                        where,
                        difference.rule(),
                        difference.what(),
                        difference.expected().orElse("absent"),
                        difference.found().orElse("absent"));
    }

    private static Optional<String> named(String what, Optional<String> value) {
        return value.map(it -> what + " " + it);
    }

    private static void print(AccountReport account, PrintWriter out) {
        out.printf(
                "account %s, since %s, in %s%n",
                account.account(),
                account.since().map(Object::toString).orElse("never funded"),
                account.currency());
        out.printf("  %-24s %s%n", "has", has(account.balances()));
        out.printf(
                "  %-24s %d (%d buys, %d sells), %d rejected, %s expired%n",
                "trades",
                account.totalTrades(),
                account.buys(),
                account.sells(),
                account.rejected(),
                account.expired().map(String::valueOf).orElse("unknown"));
        out.printf("  %-24s %18s%n", "funds", money(account.startingBalance()));
        Figures own = account.performance();
        Figures held = account.buyAndHold();
        out.printf("  %-24s %18s %18s%n", "", account.account(), "buy & hold");
        row("equity", money(own.equity()), money(held.equity()), out);
        row("realised P&L", money(own.realisedPnl()), money(held.realisedPnl()), out);
        row("unrealised P&L", money(own.unrealisedPnl()), money(held.unrealisedPnl()), out);
        row("fees", money(own.totalFees()), money(held.totalFees()), out);
        row("net P&L", money(own.netPnl()), money(held.netPnl()), out);
        row("slippage cost", money(own.slippageCost()), money(held.slippageCost()), out);
        row("fees of gross P&L", share(own.feeImpact()), share(held.feeImpact()), out);
        row("closed round trips", "" + own.closedRoundTrips(), "" + held.closedRoundTrips(), out);
        row("win rate", share(own.winRate()), share(held.winRate()), out);
        row("profit factor", ratio(own.profitFactor()), ratio(held.profitFactor()), out);
        row("largest drawdown", money(own.largestDrawdown()), money(held.largestDrawdown()), out);
        row(
                "largest drawdown, share",
                share(own.largestDrawdownShare()),
                share(held.largestDrawdownShare()),
                out);
        out.printf("  %s%n", account.luck().sentence());
        out.println();
    }

    private static void row(String what, String own, String held, PrintWriter out) {
        out.printf("  %-24s %18s %18s%n", what, own, held);
    }

    private static String has(Map<String, BigDecimal> balances) {
        return balances.entrySet().stream()
                .map(it -> it.getValue().stripTrailingZeros().toPlainString() + " " + it.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String money(Optional<BigDecimal> amount) {
        return amount.map(AuditPage::money).orElse(UNKNOWN);
    }

    private static String money(BigDecimal amount) {
        return "%,.2f".formatted(amount.setScale(PLACES_SHOWN, RoundingMode.HALF_EVEN));
    }

    private static String share(OptionalDouble share) {
        return share.isPresent()
                ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble())
                : NONE;
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : NONE;
    }

    private String verdict() {
        return report.reconciled()
                ? "reconciled"
                : "NOT RECONCILED: %d differences".formatted(report.differencesTotal());
    }
}
