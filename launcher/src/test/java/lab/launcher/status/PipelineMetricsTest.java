package lab.launcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lab.console.PipelineStatus;
import lab.launcher.directory.DiskCheck;
import lab.launcher.market.FeedPart;
import lab.servicekit.Metrics;
import org.junit.jupiter.api.Test;

class PipelineMetricsTest {
    @Test
    void what_was_ignored_is_counted_for_prometheus() throws Exception {
        var registry = Metrics.registry();
        var status = new AtomicReference<>(status(Optional.empty(), Optional.empty()));
        PipelineMetrics.of(status::get, DiskCheck.of(Path.of("")), () -> Instant.EPOCH, registry);
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

    @Test
    void each_job_and_tier_is_told_as_of_the_last_look() throws Exception {
        var registry = Metrics.registry();
        Instant checkpoint = Instant.parse("2026-01-01T00:00:00Z");
        var job =
                new PipelineStatus.Job(
                        "warm",
                        "RUNNING",
                        Optional.of(7L),
                        Optional.of(checkpoint),
                        Optional.empty(),
                        List.of());
        var tier = new PipelineStatus.Tier("cold", Optional.of(checkpoint), Optional.of(9L));
        var status =
                new PipelineStatus(
                        Instant.EPOCH,
                        FeedPart.none(),
                        List.of(),
                        List.of(job),
                        List.of(tier),
                        Optional.of(checkpoint),
                        3,
                        Optional.empty(),
                        Optional.of(clearing(9, 2, 4)),
                        Optional.empty());
        PipelineMetrics.of(
                () -> status,
                DiskCheck.of(Path.of("")),
                () -> checkpoint.plusSeconds(90),
                registry);

        assertThat(registry.scrape())
                .contains("lab_pipeline_feed_active{kind=\"none\"} 1.0")
                .contains("lab_pipeline_feed_active{kind=\"live\"} 0.0")
                .contains("lab_pipeline_newest_event_time_seconds 1.7672256E9")
                .contains("lab_pipeline_dead_letters_messages 3.0")
                .contains("lab_pipeline_job_running{job_name=\"warm\"} 1.0")
                .contains("lab_pipeline_job_lag_messages{job_name=\"warm\"} 7.0")
                .contains("lab_pipeline_checkpoint_age_seconds{job_name=\"warm\"} 90.0")
                .contains("lab_pipeline_tier_event_time_seconds{tier=\"cold\"} 1.7672256E9")
                .contains("lab_pipeline_tier_rows{tier=\"cold\"} 9.0")
                .contains("lab_pipeline_clearing_executions{result=\"filled\"} 0.0");
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
                clearing,
                Optional.empty());
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
