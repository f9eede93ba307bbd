package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lab.console.PipelineStatus;
import lab.servicekit.Metrics;
import org.junit.jupiter.api.Test;

class PipelineMetricsTest {
    @Test
    void what_was_ignored_is_counted_for_prometheus() throws Exception {
        var registry = Metrics.registry();
        var status = new AtomicReference<>(status(Optional.empty(), Optional.empty()));
        PipelineMetrics.of(status::get, DiskCheck.of(Path.of("")), registry);
        assertThat(registry.scrape())
                .contains("lab_pipeline_conflicting_trades_total 0.0")
                .contains("lab_pipeline_expired_orders_total 0.0");

        status.set(
                status(
                        PipelineWatch.trades(
                                Map.of("candles.repeats", 12L, "candles.conflicting", 3L)),
                        Optional.of(clearing(9, 2, 4))));
        assertThat(registry.scrape())
                .contains("lab_pipeline_repeated_trades_total 12.0")
                .contains("lab_pipeline_conflicting_trades_total 3.0")
                .contains("lab_pipeline_cleared_requests_total 9.0")
                .contains("lab_pipeline_repeated_requests_total 2.0")
                .contains("lab_pipeline_expired_orders_total 4.0");
        assertThat(Metrics.badNames(registry)).isEmpty();
    }

    private static PipelineStatus status(
            Optional<PipelineStatus.Trades> trades, Optional<PipelineStatus.Clearing> clearing) {
        return new PipelineStatus(
                Instant.EPOCH,
                FeedPart.none(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                trades,
                clearing);
    }

    private static PipelineStatus.Clearing clearing(long requests, long repeats, long expired) {
        return new PipelineStatus.Clearing(
                Optional.of(requests),
                Optional.of(repeats),
                Optional.of(expired),
                0,
                0,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
