package lab.poller;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import lab.poller.books.BookCounts;

/** The names and meanings of this module's metrics. */
final class PollerMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final Poller poller;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    PollerMetrics(
            MeterRegistry registry,
            Poller poller,
            Counts counts,
            BookCounts books,
            BackPressure backPressure,
            InstantSource clock) {
        this.registry = registry;
        this.poller = poller;
        this.tags = Tags.of("feed", poller.status().feed());
        counter("frames", "Frames taken from the feed", counts.frames);
        counter("trades", "Trades published", counts.trades);
        counter(
                "conflicting_trades",
                "Trades whose id came before with other content",
                counts.conflicting);
        counter("ticks", "Ticks published", counts.ticks);
        counter("heartbeats", "Heartbeats published", counts.heartbeats);
        counter("dead_letters", "Frames that were buried", counts.deadLetters);
        counter("book_messages", "Messages of order books published", counts.bookMessages);
        counter("book_snapshots", "Snapshots of order books", books.snapshots);
        counter("book_changes", "Changes that order books took", books.changes);
        counter(
                "book_losses",
                "Times that an order book fell out of step with the exchange's",
                books.losses);
        counter(
                "book_mismatches",
                "Snapshots that differed from the order book that was held",
                books.mismatches);
        counter(
                "book_unused_frames",
                "Frames of order books that are out of step, or that could not be read",
                books.unused);
        counter("gaps_by_trade_id", "Gaps that ids showed", s -> s.health().gapsByTradeId());
        counter("gaps_by_sequence", "Gaps that sequences showed", s -> s.health().gapsBySequence());
        counter(
                "sequence_breaks",
                "Times that the exchange began its sequence anew",
                s -> s.health().sequenceBreaks());
        counter(
                "gap_trades_filled",
                "Trades that were missing and then got",
                s -> s.health().tradesFilled());
        counter(
                "gap_trades_lost",
                "Trades that were missing and could not be got",
                s -> s.health().tradesLost());
        counter(
                "spool_dropped_frames",
                "Frames for which the spool had no room",
                s -> s.health().spoolDropped());
        counter("reconnects", "Connections after the first", s -> s.health().reconnects());
        counter("undelivered_messages", "Messages given up", PollerStatus::undelivered);
        counter(
                "backpressure_wait_seconds",
                "How long the feed has waited for the parts behind it",
                _ -> backPressure.waited().toNanos() / 1e9);
        counter(
                "progress_failures",
                "Times that the bus did not say as it should how far the parts behind the feed are",
                _ -> poller.progressFailures());
        gauge(
                "backpressure_active",
                "1 while the feed waits for a part behind it",
                _ -> backPressure.isClosed() ? 1 : 0);
        gauge(
                "spool_frames",
                "Frames on disk that the bus has not taken yet",
                s -> s.health().spoolFrames());
        gauge(
                "books_in_step",
                "Order books that are known, being in step with the exchange's",
                s -> s.books().inStep());
        gauge(
                "books_out_of_step",
                "Order books that are unknown until the exchange's next snapshot",
                s -> s.books().pairs() - s.books().inStep());
        gauge("feed_connected", "1 while frames can come", s -> s.connected() ? 1 : 0);
        gauge(
                "bus_connected",
                "1 if the last attempt to reach the bus succeeded",
                s -> s.busConnected() ? 1 : 0);
        gauge(
                "feed_lag_seconds",
                "How long ago the newest event of the feed happened, by its own time",
                s -> s.newestEventTime().map(time -> seconds(time, clock)).orElse(Double.NaN));
    }

    private static double seconds(Instant time, InstantSource clock) {
        return (clock.instant().toEpochMilli() - time.toEpochMilli()) / 1e3;
    }

    /** Takes them out of the registry: the next poller has its own. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private void counter(String noun, String description, LongAdder count) {
        meters.add(
                FunctionCounter.builder("lab_poller_" + noun + "_total", count, LongAdder::sum)
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    private void counter(String noun, String description, ToDoubleFunction<PollerStatus> count) {
        meters.add(
                FunctionCounter.builder(
                                "lab_poller_" + noun + "_total",
                                poller,
                                p -> count.applyAsDouble(p.status()))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    private void gauge(String noun, String description, ToDoubleFunction<PollerStatus> value) {
        meters.add(
                Gauge.builder("lab_poller_" + noun, poller, p -> value.applyAsDouble(p.status()))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }
}
