package lab.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchedLabTest {
    private static final String PAGE =
            """
            # HELP lab_consensus_decisions_total Decisions made
            # TYPE lab_consensus_decisions_total counter
            lab_consensus_decisions_total 168.0
            lab_consensus_desk_waiting_seconds_total{what="clearing"} 0.5
            lab_consensus_desk_waiting_seconds_total{what="signals"} 1.25
            lab_replay_messages_total{stream="replay",topic="prices"} 1.0E6
            lab_replay_messages_total{stream="replay",topic="trades"} 3.0
            jvm_threads_live_threads 99.0
            """;

    @Test
    void reads_a_page_of_metrics_by_name_and_by_name_with_labels() {
        Map<String, Double> metrics = WatchedLab.metrics(PAGE);
        var sample = new WatchedLab.Sample(0, Duration.ZERO, metrics);
        assertThat(sample.sum("lab_consensus_decisions_total")).isEqualTo(168);
        assertThat(sample.sum("lab_consensus_desk_waiting_seconds_total{what=\"signals\"}"))
                .isEqualTo(1.25);
        assertThat(sample.sum("lab_replay_messages_total")).isEqualTo(1_000_003);
        assertThat(sample.sum("lab_replay_messages")).isZero();
    }
}
