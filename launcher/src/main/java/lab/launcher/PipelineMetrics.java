package lab.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import lab.console.PipelineStatus;
import lab.servicekit.Metrics;

/** The names of what the pipeline counts: what its status says, for Prometheus. */
final class PipelineMetrics {
    private PipelineMetrics() {}

    static void of(Supplier<PipelineStatus> status, DiskCheck disk, MeterRegistry registry) {
        var metrics = new Metrics(registry, "pipeline");
        metrics.gauge(
                "disk_free",
                "bytes",
                "What is free on the disk of the data directory",
                disk::freeBytes);
        trades(
                metrics,
                "repeated_trades",
                "Trades on the bus that came again with the same content",
                status,
                PipelineStatus.Trades::repeats);
        trades(
                metrics,
                "conflicting_trades",
                "Trades on the bus whose id had come with other content; they count nowhere",
                status,
                PipelineStatus.Trades::conflicting);
        requests(
                metrics,
                "cleared_requests",
                "Requests that the clearing house took, repeats and expired ones left out",
                status,
                PipelineStatus.Clearing::requests);
        requests(
                metrics,
                "repeated_requests",
                "Requests that the clearing house ignored, their order id being known",
                status,
                PipelineStatus.Clearing::repeats);
        requests(
                metrics,
                "expired_orders",
                "Orders that the clearing house ignored, being more than 24 hours behind the"
                        + " newest request of their account",
                status,
                PipelineStatus.Clearing::expired);
    }

    private static void trades(
            Metrics metrics,
            String noun,
            String description,
            Supplier<PipelineStatus> status,
            Function<PipelineStatus.Trades, Long> count) {
        metrics.counted(noun, description, () -> status.get().trades().map(count).orElse(0L));
    }

    private static void requests(
            Metrics metrics,
            String noun,
            String description,
            Supplier<PipelineStatus> status,
            Function<PipelineStatus.Clearing, Optional<Long>> count) {
        metrics.counted(noun, description, () -> status.get().clearing().flatMap(count).orElse(0L));
    }
}
