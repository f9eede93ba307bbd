package lab.flink.connector.iggy.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestTables;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/** Watermarks are made per partition, inside of the source. The body of a message is its second. */
class WatermarkIT {

    private static final String COLUMNS =
            "sec BIGINT, happened AS TO_TIMESTAMP_LTZ(sec * 1000, 3), WATERMARK FOR happened AS"
                    + " happened";
    private static final String CSV = "'format' = 'csv'";
    private static final String SMALL_POLLS = "'scan.poll.max-messages' = '4'";
    private static final String MINUTES =
            "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE seconds, DESCRIPTOR(happened),"
                    + " INTERVAL '1' MINUTE)) GROUP BY window_start, window_end";

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void no_record_is_late_because_another_partition_was_read_sooner() {
        try (var topic = TestTopic.create(3)) {
            for (int partition = 0; partition < 3; partition++) {
                topic.send(partition, seconds(0, 6_000));
            }
            var tables = new TestTables(TestCluster.settings(0), 1);
            tables.create("seconds", COLUMNS, topic, CSV, "'scan.bounded.mode' = 'latest-offset'");
            JobID job = tables.select(MINUTES, topic.stream());
            cluster.awaitStatus(job, JobStatus.FINISHED);

            List<String> minutes = StateCollector.view(topic.stream());
            assertThat(minutes).hasSize(100).allMatch(row -> row.endsWith(", 180]"));
        }
    }

    @Test
    void readers_without_a_partition_do_not_hold_back_the_watermark() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, seconds(0, 601));
            var tables = new TestTables(TestCluster.settings(0), 1);
            tables.create("seconds", COLUMNS, topic, CSV, "'scan.parallelism' = '4'");
            JobID job = tables.select(MINUTES, topic.stream());

            TestCluster.await("ten minutes", () -> StateCollector.size(topic.stream()) == 10);
            cluster.cancel(job);
        }
    }

    @Test
    void partitions_far_ahead_wait_for_one_behind() {
        try (var topic = TestTopic.create(10)) {
            for (int partition = 0; partition < 9; partition++) {
                topic.send(partition, seconds(0, 2_000));
            }
            topic.send(9, seconds(0, 10));
            var tables = new TestTables(TestCluster.settings(0), 1);
            tables.create(
                    "seconds",
                    COLUMNS,
                    topic,
                    CSV,
                    SMALL_POLLS,
                    "'scan.watermark.alignment.group' = 'test'",
                    "'scan.watermark.alignment.max-drift' = '60 s'",
                    "'scan.watermark.alignment.update-interval' = '20 ms'");
            JobID job = tables.select("SELECT sec FROM seconds", topic.stream());
            TestCluster.await("start", () -> StateCollector.size(topic.stream()) > 700);
            assertThat(standstill(job, topic)).isLessThan(15_000);

            topic.send(9, seconds(10, 2_000));

            TestCluster.await("all", () -> StateCollector.size(topic.stream()) == 20_000);
            cluster.cancel(job);
        }
    }

    /** How many have been read once no more are. */
    private int standstill(JobID job, TestTopic topic) {
        int before = 0;
        int now = StateCollector.size(topic.stream());
        while (now > before) {
            before = now;
            cluster.awaitCheckpoint(job);
            now = StateCollector.size(topic.stream());
        }
        return now;
    }

    private static List<String> seconds(int from, int to) {
        return new ArrayList<>(IntStream.range(from, to).mapToObj(String::valueOf).toList());
    }
}
