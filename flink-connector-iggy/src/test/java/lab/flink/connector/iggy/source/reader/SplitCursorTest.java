package lab.flink.connector.iggy.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.config.PollConfig;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class SplitCursorTest {
    private static final IggyPartitionSplit SPLIT =
            new IggyPartitionSplit(
                    new TopicPartition("crypto", "orders", 0),
                    1,
                    0,
                    OptionalLong.empty(),
                    Optional.empty());
    private static final PollConfig POLL =
            new PollConfig(100, 1 << 20, Duration.ofMillis(2), Duration.ofMillis(200));

    private final SplitCursor cursor =
            new SplitCursor(
                    SPLIT,
                    new IggySourceReaderMetrics(
                                    UnregisteredMetricsGroup.createSourceReaderMetricGroup())
                            .addSplit(SPLIT),
                    POLL,
                    0);

    @Test
    void the_longer_nothing_comes_the_longer_it_waits_between_its_bounds() {
        assertThat(pauseAfter(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(2));
        assertThat(pauseAfter(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(20));
        assertThat(pauseAfter(Duration.ofHours(1))).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void what_comes_ends_the_silence() {
        long hour = Duration.ofHours(1).toNanos();
        cursor.foundNothing(hour);
        cursor.proceed(hour);
        assertThat(pauseAfter(Duration.ofHours(1).plusMillis(1))).isEqualTo(Duration.ofMillis(2));
    }

    /** How long it waits that finds nothing so long after the beginning. */
    private Duration pauseAfter(Duration time) {
        cursor.foundNothing(time.toNanos());
        return Duration.ofNanos(cursor.pollAtNanos() - time.toNanos());
    }
}
