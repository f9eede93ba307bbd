package lab.poller;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** The names and meanings of this module's metrics. */
final class PollerMetrics {
    private PollerMetrics() {}

    static void bind(MeterRegistry registry, Poller poller, Counts counts, InstantSource clock) {
        Tags tags = Tags.of("feed", poller.status().feed());
        counter(registry, tags, "frames", "Frames taken from the feed", counts.frames);
        counter(registry, tags, "trades", "Trades published", counts.trades);
        counter(registry, tags, "ticks", "Ticks published", counts.ticks);
        counter(registry, tags, "heartbeats", "Heartbeats published", counts.heartbeats);
        counter(registry, tags, "dead_letters", "Frames that were buried", counts.deadLetters);
        counter(registry, tags, poller, "gaps", "Gaps found", s -> s.health().gaps());
        counter(
                registry,
                tags,
                poller,
                "gap_trades_filled",
                "Trades that were missing and then got",
                s -> s.health().tradesFilled());
        counter(
                registry,
                tags,
                poller,
                "gap_trades_lost",
                "Trades that were missing and could not be got",
                s -> s.health().tradesLost());
        counter(
                registry,
                tags,
                poller,
                "spool_dropped_frames",
                "Frames for which the spool had no room",
                s -> s.health().spoolDropped());
        counter(
                registry,
                tags,
                poller,
                "reconnects",
                "Connections after the first",
                s -> s.health().reconnects());
        counter(
                registry,
                tags,
                poller,
                "undelivered_messages",
                "Messages given up",
                PollerStatus::undelivered);
        gauge(registry, tags, poller, "spool_frames", s -> s.health().spoolFrames());
        gauge(registry, tags, poller, "feed_connected_info", s -> s.connected() ? 1 : 0);
        gauge(registry, tags, poller, "bus_connected_info", s -> s.busConnected() ? 1 : 0);
        gauge(
                registry,
                tags,
                poller,
                "feed_lag_seconds",
                s -> s.newestEventTime().map(time -> seconds(time, clock)).orElse(Double.NaN));
    }

    private static double seconds(Instant time, InstantSource clock) {
        return (clock.instant().toEpochMilli() - time.toEpochMilli()) / 1e3;
    }

    private static void counter(
            MeterRegistry registry, Tags tags, String noun, String description, LongAdder count) {
        FunctionCounter.builder("lab_poller_" + noun + "_total", count, LongAdder::sum)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry,
            Tags tags,
            Poller poller,
            String noun,
            String description,
            ToDoubleFunction<PollerStatus> count) {
        FunctionCounter.builder(
                        "lab_poller_" + noun + "_total",
                        poller,
                        p -> count.applyAsDouble(p.status()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            Tags tags,
            Poller poller,
            String noun,
            ToDoubleFunction<PollerStatus> value) {
        Gauge.builder("lab_poller_" + noun, poller, p -> value.applyAsDouble(p.status()))
                .tags(tags)
                .register(registry);
    }
}
