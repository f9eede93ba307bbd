package lab.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import lab.console.desk.DeskReport;
import lab.console.desk.DeskWatch;
import lab.console.market.CandleRow;
import lab.console.market.HistoryRefresher;
import lab.console.market.LiveMarket;
import lab.console.market.PriceRow;
import lab.domain.Pair;
import lab.servicekit.Lately;
import lab.servicekit.http.EventStream;

/**
 * One open page: what it has been told, and what it is told next.
 *
 * <p>However fast prices change, a page is told four times a second, and only what changed.
 */
final class StreamSession {
    static final Duration TURN = Duration.ofMillis(250);

    private static final Duration STATUS_EVERY = Duration.ofSeconds(2);
    private static final Duration DESK_EVERY = Duration.ofSeconds(1);
    private static final Duration TRENDS_EVERY = Duration.ofSeconds(10);
    private static final int TREND_MINUTES = 60;

    private final EventStream client;
    private final LiveMarket market;
    private final HistoryRefresher history;
    private final DeskWatch desk;
    private final Supplier<PipelineStatus> status;
    private final InstantSource clock;
    private final Optional<Pair> pair;
    private final int minutes;

    private long pricesVersion;
    private long candlesVersion;
    private Instant statusAt = Instant.MIN;
    private Instant trendsAt = Instant.MIN;
    private Instant deskAt = Instant.MIN;
    private Optional<DeskReport> reported = Optional.empty();
    private List<DeskReport.Execution> executions = List.of();

    /**
     * How the pipeline is, as the page sees it.
     *
     * @param now by the lab's clock, which may not be the browser's
     * @param newestEventTime of what this page was told
     */
    record StatusEvent(
            Instant now, Optional<Instant> newestEventTime, int pairs, PipelineStatus pipeline) {}

    /** Candles of the chosen pair that are new or changed. */
    record CandlesEvent(String pair, List<CandleRow> candles) {}

    StreamSession(
            EventStream client,
            LiveMarket market,
            HistoryRefresher history,
            DeskWatch desk,
            Supplier<PipelineStatus> status,
            InstantSource clock,
            Optional<Pair> pair,
            int minutes) {
        this.client = client;
        this.market = market;
        this.history = history;
        this.desk = desk;
        this.status = status;
        this.clock = clock;
        this.pair = pair;
        this.minutes = minutes;
    }

    void step() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (isDue(statusAt, STATUS_EVERY, now)) {
            statusAt = now;
            pair.ifPresent(history::want);
            client.send(
                    "status",
                    new StatusEvent(
                            now, market.newestEventTime(), market.pairs().size(), status.get()));
        }
        sendPrices();
        pair.ifPresent(this::sendCandles);
        if (isDue(trendsAt, TRENDS_EVERY, now)) {
            trendsAt = now;
            client.send("trends", trends());
        }
        if (isDue(deskAt, DESK_EVERY, now)) {
            sendDesk();
            deskAt = now;
        }
    }

    /** Lines of equity come once: the page draws on, with what it is told of the accounts. */
    private void sendDesk() {
        boolean first = reported.isEmpty();
        if (first) {
            client.send("equity", desk.equity().lines());
        }
        List<DeskReport.Execution> happened = desk.executions();
        if (first || !happened.equals(executions)) {
            executions = happened;
            client.send("executions", happened);
        }
        Optional<DeskReport> now = Optional.of(desk.report());
        if (!now.equals(reported)) {
            reported = now;
            client.send("desk", now.orElseThrow());
        }
    }

    private void sendPrices() {
        LiveMarket.Changes<PriceRow> changes = market.prices(pricesVersion);
        if (!changes.rows().isEmpty()) {
            client.send("prices", changes.rows());
        }
        pricesVersion = changes.version();
    }

    private void sendCandles(Pair chosen) {
        boolean first = candlesVersion == 0;
        LiveMarket.Changes<CandleRow> changes = market.candles(chosen, minutes, candlesVersion);
        if (first || !changes.rows().isEmpty()) {
            client.send("candles", new CandlesEvent(chosen.name(), changes.rows()));
        }
        candlesVersion = changes.version();
    }

    private Map<String, List<Number>> trends() {
        Map<String, List<Number>> trends = new TreeMap<>();
        for (Pair known : market.pairs()) {
            trends.put(
                    known.name(),
                    market.candles(known, TREND_MINUTES, 0).rows().stream()
                            .<Number>map(CandleRow::close)
                            .toList());
        }
        return trends;
    }

    private static boolean isDue(Instant last, Duration interval, Instant now) {
        return !Lately.isWithin(interval, last, now);
    }
}
