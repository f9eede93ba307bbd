package lab.consensus;

import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import lab.consensus.core.AccountView;
import lab.consensus.core.AccountView.PositionView;
import lab.consensus.desk.Desk;
import lab.consensus.desk.KillSwitch;
import lab.domain.progress.WaitingRequests;
import lab.servicekit.Metrics;

/** The names of what the desk measures. */
final class ConsensusMetrics {
    private ConsensusMetrics() {}

    static void of(Consensus consensus, KillSwitch killSwitch, MeterRegistry registry) {
        var metrics = new Metrics(registry, "consensus");
        metrics.counted(
                "decisions",
                "Decision times that are done with",
                () -> consensus.counts().decisions());
        metrics.counted("orders", "Requests that were sent", () -> consensus.counts().orders());
        metrics.counted(
                "repeats_held_back",
                "Requests that were on the bus already when they were decided again",
                () -> consensus.counts().repeatsHeldBack());
        metrics.counted(
                "refusals",
                "Wishes of strategies that the risk rules refused, once per change",
                () -> consensus.counts().refusals());
        metrics.counted(
                "snapshots",
                "Times that the desk wrote itself down",
                () -> consensus.counts().snapshots());
        metrics.counted(
                "malformed_messages",
                "Messages of the market that could not be read",
                () -> consensus.counts().malformed());
        metrics.gauge(
                "outstanding",
                "requests",
                "Requests that the clearing house has not answered",
                () -> consensus.view().outstanding());
        metrics.gauge(
                "clearing_waiting",
                "requests",
                "Requests of all accounts that the clearing house has taken and not answered",
                () ->
                        consensus
                                .view()
                                .waiting()
                                .map(waiting -> (double) waiting.requests())
                                .orElse(0.0));
        metrics.gauge(
                "clearing_waiting_since",
                "seconds",
                "When the bus took the oldest of them, in seconds since 1970; 0 if there is none",
                () ->
                        consensus
                                .view()
                                .waiting()
                                .flatMap(WaitingRequests::oldest)
                                .flatMap(WaitingRequests.Oldest::since)
                                .map(since -> (double) since.getEpochSecond())
                                .orElse(0.0));
        metrics.counted(
                "clearing_expired_orders",
                "Orders of all accounts that the clearing house has ignored for their age",
                () -> consensus.view().waiting().flatMap(WaitingRequests::expired).orElse(0L));
        metrics.countedSeconds(
                "desk_working",
                "What the desk's thread has worked for",
                () -> consensus.times().workedSeconds());
        for (Desk.WaitsFor what : Desk.WaitsFor.values()) {
            metrics.countedSeconds(
                    "desk_waiting",
                    "What the desk's thread has waited for since it started",
                    () -> consensus.times().waitedSeconds(what),
                    "what",
                    what.name().toLowerCase(Locale.ROOT));
        }
        position(
                metrics,
                "position_value",
                "What an account's position is worth at the newest bid",
                consensus,
                PositionView::value);
        position(
                metrics,
                "unrealized_pnl",
                "What an account's position is worth above its cost",
                consensus,
                PositionView::unrealizedPnl);
        position(
                metrics,
                "pair_realized_pnl",
                "What an account's sales of a pair earned",
                consensus,
                PositionView::realizedPnl);
        metrics.gauge(
                "kill_switch",
                "engaged",
                "Whether nothing may leave",
                () -> killSwitch.isEngaged() ? 1 : 0);
    }

    private static void position(
            Metrics metrics,
            String noun,
            String description,
            Consensus consensus,
            Function<PositionView, BigDecimal> amount) {
        metrics.gauges(
                noun,
                "usd",
                description,
                () ->
                        consensus.view().accounts().stream()
                                .flatMap(account ->
                                        account.positions().stream()
                                                .map(held ->
                                                        new Metrics.Sample(
                                                                Map.of(
                                                                        "account",
                                                                        account.account(),
                                                                        "pair",
                                                                        held.pair()),
                                                                amount.apply(held).doubleValue())))
                                .toList());
    }

    /** What is shown of each account. */
    static void ofAccount(Consensus consensus, String account, MeterRegistry registry) {
        var metrics = new Metrics(registry, "consensus");
        amount(
                metrics,
                "equity",
                "Cash and positions at the newest bids",
                consensus,
                account,
                AccountView::equity);
        amount(metrics, "cash", "Cash", consensus, account, AccountView::cash);
        amount(
                metrics,
                "realized_pnl",
                "What sales earned",
                consensus,
                account,
                AccountView::realizedPnl);
        amount(metrics, "fees", "Fees paid", consensus, account, AccountView::fees);
        metrics.gauge(
                "drawdown",
                "ratio",
                "Which part of the day's first equity is lost; negative for a gain",
                () -> value(consensus, account, AccountView::drawdown),
                "account",
                account);
        metrics.gauge(
                "risk",
                "state",
                "0 active, 1 may only sell, 2 may do nothing",
                () -> value(consensus, account, it -> it.state().level()),
                "account",
                account);
    }

    private static void amount(
            Metrics metrics,
            String noun,
            String description,
            Consensus consensus,
            String account,
            Function<AccountView, BigDecimal> amount) {
        metrics.gauge(
                noun,
                "usd",
                description,
                () -> value(consensus, account, amount::apply),
                "account",
                account);
    }

    private static Number value(
            Consensus consensus, String account, Function<AccountView, Number> value) {
        return consensus.view().accounts().stream()
                .filter(it -> it.account().equals(account))
                .map(value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
