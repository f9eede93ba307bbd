package lab.replay;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import lab.poller.BackPressure;
import lab.topics.Topic;

/** The names and meanings of this module's metrics. */
final class ReplayMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final Replay replay;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    ReplayMetrics(
            MeterRegistry registry,
            Replay replay,
            BackPressure backPressure,
            String stream,
            InstantSource clock) {
        this.registry = registry;
        this.replay = replay;
        this.tags = Tags.of("stream", stream);
        for (Source source : Source.values()) {
            counter(
                    "messages",
                    "Messages that the bus has of this run",
                    tags.and("topic", source.topic().topicName()),
                    status -> published(status, source.topic()));
        }
        counter(
                "backpressure_wait_seconds",
                "How long the replay has waited for the parts behind it",
                tags,
                _ -> backPressure.waited().toNanos() / 1e9);
        gauge("span_share", "The part of its span that is on the bus, 0 to 1", ReplayStatus::share);
        gauge("feed_paused", "1 while it is paused", status -> status.paused() ? 1 : 0);
        gauge("feed_ended", "1 once all of it is on the bus", status -> status.ended() ? 1 : 0);
        gauge(
                "newest_event_age_seconds",
                "How long ago the newest event that it has shown happened, by its own time",
                status ->
                        status.newestEventTime()
                                .map(time ->
                                        (clock.instant().toEpochMilli() - time.toEpochMilli())
                                                / 1e3)
                                .orElse(Double.NaN));
    }

    private static double published(ReplayStatus status, Topic topic) {
        return status.published().getOrDefault(topic, 0L);
    }

    private void counter(
            String noun, String description, Tags ofCounter, ToDoubleFunction<ReplayStatus> count) {
        meters.add(
                FunctionCounter.builder(
                                "lab_replay_" + noun + "_total",
                                replay,
                                it -> count.applyAsDouble(it.status()))
                        .description(description)
                        .tags(ofCounter)
                        .register(registry));
    }

    private void gauge(String noun, String description, ToDoubleFunction<ReplayStatus> value) {
        meters.add(
                Gauge.builder("lab_replay_" + noun, replay, it -> value.applyAsDouble(it.status()))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    /** Takes them out of the registry: the next replay has its own. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
