package lab.launcher.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import lab.console.PipelineStatus;
import lab.console.PipelineStatus.FeedKind;
import lab.launcher.directory.DiskCheck;
import lab.servicekit.Metrics;
import lab.servicekit.Metrics.Sample;

/** The names of what the pipeline counts: what its status says, for Prometheus. */
public final class PipelineMetrics {
    private final Metrics metrics;
    private final Supplier<PipelineStatus> status;
    private final InstantSource clock;

    private PipelineMetrics(Metrics metrics, Supplier<PipelineStatus> status, InstantSource clock) {
        this.metrics = metrics;
        this.status = status;
        this.clock = clock;
    }

    public static void of(
            Supplier<PipelineStatus> status,
            DiskCheck disk,
            InstantSource clock,
            MeterRegistry registry) {
        var metrics = new Metrics(registry, "pipeline");
        metrics.gauge(
                "disk_free",
                "bytes",
                "What is free on the disk of the data directory",
                disk::freeBytes);
        var pipeline = new PipelineMetrics(metrics, status, clock);
        pipeline.feed();
        pipeline.jobs();
        pipeline.tiers();
        pipeline.trades();
        pipeline.clearing();
    }

    /** How long clearing takes, measured by whoever reads both of its topics. */
    public static Timer clearingDelay(MeterRegistry registry) {
        return new Metrics(registry, "pipeline")
                .timer(
                        "clearing_delay",
                        "From a request's being on the bus to its execution's; the wait for the"
                                + " quote is in it");
    }

    private void feed() {
        for (FeedKind kind : FeedKind.values()) {
            metrics.gauge(
                    "feed",
                    "active",
                    "1 for the kind of feed that the lab runs with",
                    () -> status.get().feed().kind() == kind ? 1 : 0,
                    "kind",
                    kind.name().toLowerCase(Locale.ROOT));
        }
        metrics.gauge(
                "newest_event_time",
                "seconds",
                "Newest event time of the feed, in seconds since 1970",
                () -> seconds(status.get().newestEventTime()));
        // A gauge: the bus keeps the count over restarts, and a counter's start would look like
        // news
        metrics.gauge(
                "dead_letters",
                "messages",
                "Messages that could not be read, all that the bus was ever given; unknown until it"
                        + " is asked",
                () ->
                        status.get().jobs().isEmpty()
                                ? Double.NaN
                                : (double) status.get().deadLetters());
    }

    private void jobs() {
        jobGauge(
                "job",
                "running",
                "1 for a Flink job that runs",
                job -> job.state().equals("RUNNING") ? 1 : 0);
        jobGauge(
                "job_lag",
                "messages",
                "Messages on the bus that a job's newest complete checkpoint does not cover",
                job -> job.lagMessages().map(Long::doubleValue).orElse(Double.NaN));
        jobGauge(
                "checkpoint_age",
                "seconds",
                "How long ago a job's newest complete checkpoint ended; unknown before the first",
                job -> job.lastCheckpoint().map(this::age).orElse(Double.NaN));
    }

    /** As Flink names the label; {@code job} is what Prometheus calls whom it scrapes. */
    private void jobGauge(
            String noun,
            String unit,
            String description,
            ToDoubleFunction<PipelineStatus.Job> value) {
        metrics.gauges(
                noun,
                unit,
                description,
                () ->
                        status.get().jobs().stream()
                                .map(job ->
                                        Sample.of("job_name", job.name(), value.applyAsDouble(job)))
                                .toList());
    }

    private void tiers() {
        metrics.gauges(
                "tier_event_time",
                "seconds",
                "Newest event time that a tier holds, in seconds since 1970",
                () ->
                        status.get().tiers().stream()
                                .map(tier ->
                                        Sample.of(
                                                "tier",
                                                tier.name(),
                                                seconds(tier.newestEventTime())))
                                .toList());
        metrics.gauges(
                "tier",
                "rows",
                "Rows that a tier holds, where that is known without reading them",
                () ->
                        status.get().tiers().stream()
                                .filter(tier -> tier.rows().isPresent())
                                .map(tier ->
                                        Sample.of(
                                                "tier",
                                                tier.name(),
                                                tier.rows().orElseThrow().doubleValue()))
                                .toList());
    }

    private void trades() {
        trades(
                "repeated_trades",
                "Trades on the bus that came again with the same content",
                PipelineStatus.Trades::repeats);
        trades(
                "conflicting_trades",
                "Trades on the bus whose id had come with other content; they count nowhere",
                PipelineStatus.Trades::conflicting);
    }

    private void clearing() {
        requests(
                "cleared_requests",
                "Requests that the clearing house took, repeats and expired ones left out",
                PipelineStatus.Clearing::requests);
        requests(
                "repeated_requests",
                "Requests that the clearing house ignored, their order id being known",
                PipelineStatus.Clearing::repeats);
        requests(
                "expired_orders",
                "Orders that the clearing house ignored, being more than 24 hours behind the"
                        + " newest request of their account",
                PipelineStatus.Clearing::expired);
        metrics.gauges(
                "clearing",
                "executions",
                "Executions by how they ended: funded, filled, or the reason of a rejection",
                () -> status.get().clearing().stream().flatMap(this::executions).toList());
    }

    private Stream<Sample> executions(PipelineStatus.Clearing clearing) {
        return Stream.concat(
                        Stream.of(
                                Map.entry("funded", clearing.funded()),
                                Map.entry("filled", clearing.filled())),
                        clearing.rejected().entrySet().stream())
                .map(each ->
                        Sample.of(
                                "result",
                                each.getKey().toLowerCase(Locale.ROOT),
                                each.getValue().doubleValue()));
    }

    private void trades(
            String noun, String description, Function<PipelineStatus.Trades, Long> count) {
        metrics.counted(noun, description, () -> status.get().trades().map(count).orElse(0L));
    }

    private void requests(
            String noun,
            String description,
            Function<PipelineStatus.Clearing, Optional<Long>> count) {
        metrics.counted(noun, description, () -> status.get().clearing().flatMap(count).orElse(0L));
    }

    private double age(Instant at) {
        return Duration.between(at, clock.instant()).toMillis() / 1e3;
    }

    private static double seconds(Optional<Instant> time) {
        return time.map(it -> it.toEpochMilli() / 1e3).orElse(Double.NaN);
    }
}
