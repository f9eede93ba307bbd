package lab.flink.connector.iggy.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.flink.connector.iggy.testing.BreaksOnce;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestJobs;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestTables;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

/** Messages that the format cannot read. Every tenth one is broken. */
class DecodeErrorIT {

    private static final Pattern LETTER =
            Pattern.compile(
                    "\\{\"source\":\"test-reader\",\"reason\":\"(.+)\",\"payload\":\"([^\"]+)\","
                            + "\"received\":\"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z)\","
                            + "\"topic\":\"messages\",\"partition\":(\\d),\"offset\":(\\d+)}");

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void fails_at_a_broken_message_and_names_it() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, List.of("{\"n\": 1}", "{broken"));
            JobID job = numbers(topic).select("SELECT n FROM numbers", topic.stream());

            assertThat(cluster.failure(job))
                    .hasStackTraceContaining(topic.stream() + "/messages/0@1: cannot be decoded");
        }
    }

    @Test
    void leaves_broken_messages_out_and_counts_them() {
        try (var topic = TestTopic.create(2)) {
            Set<String> good = sendEveryTenthBroken(topic, 2, 0, 2_000);
            JobID job =
                    numbers(topic, "'scan.decode-error' = 'skip'", BOUNDED)
                            .select("SELECT n FROM numbers", topic.stream());
            cluster.awaitStatus(job, JobStatus.FINISHED);

            assertRows(topic, good);
            assertThat(TestMetrics.sum(job, ".numRecordsInErrors")).isEqualTo(400);
        }
    }

    @Test
    void leaves_out_and_counts_what_a_lenient_format_makes_nothing_of() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, List.of("{\"n\": 1}", "{broken", "{\"n\": 3}"));
            JobID job =
                    numbers(topic, BOUNDED, "'json.ignore-parse-errors' = 'true'")
                            .select("SELECT n FROM numbers", topic.stream());
            cluster.awaitStatus(job, JobStatus.FINISHED);

            assertRows(topic, Set.of("+I[1]", "+I[3]"));
            assertThat(TestMetrics.sum(job, ".numRecordsInErrors")).isEqualTo(1);
        }
    }

    @Test
    void every_broken_message_is_a_dead_letter_though_tasks_fail() {
        try (var topic = TestTopic.create(3);
                var letters = topic.sibling("dlq", 3)) {
            Set<String> good = sendEveryTenthBroken(topic, 3, 0, 1_000);
            TestTables tables = numbers(topic, DEAD_LETTER);
            tables.tables()
                    .toDataStream(tables.tables().sqlQuery("SELECT n FROM numbers"))
                    .map(row -> row.toString(), Types.STRING)
                    .map(BreaksOnce.afterCheckpoint(topic.stream(), Set.of("+I[4999]", "+I[8996]")))
                    .map(new StateCollector(topic.stream()))
                    .sinkTo(new DiscardingSink<>());
            JobID job = TestCluster.shared().submit(tables.environment());

            TestJobs.awaitExactly(topic.stream(), good);
            cluster.awaitCheckpoint(job);
            good.addAll(sendEveryTenthBroken(topic, 3, 1_000, 3_000));
            TestJobs.awaitExactly(topic.stream(), good);
            assertThat(BreaksOnce.breaks(topic.stream())).isEqualTo(2);
            cluster.cancel(job);

            Set<String> positions = positionsOf(letters);
            assertThat(positions).hasSize(900).contains("0@0", "1@10", "2@2990");
        }
    }

    @Test
    void a_letter_holds_the_message_the_reason_and_the_place() {
        try (var topic = TestTopic.create(1);
                var letters = topic.sibling("dlq", 3)) {
            topic.send(0, List.of("{\"n\": \"say \\\"no\\\"\"}"));
            JobID job =
                    numbers(topic, DEAD_LETTER, BOUNDED)
                            .select("SELECT n FROM numbers", topic.stream());
            cluster.awaitStatus(job, JobStatus.FINISHED);

            // xxh32("test-reader") mod 3, computed outside of this project
            String letter = letters.readAll().getOrDefault(2, List.of()).getFirst();
            Matcher matcher = LETTER.matcher(letter);
            assertThat(matcher.matches()).as(letter).isTrue();
            assertThat(matcher.group(1)).isEqualTo("Fail to deserialize at field: n.");
            assertThat(matcher.group(2)).isEqualTo("eyJuIjogInNheSBcIm5vXCIifQ==");
            assertThat(matcher.group(4)).isEqualTo("0");
            assertThat(matcher.group(5)).isEqualTo("0");
        }
    }

    @Test
    void nothing_behind_a_broken_message_is_emitted_before_its_letter_has_arrived() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, List.of("{\"n\": 1}", "{\"n\": 2}", "{broken", "{\"n\": 4}"));
            JobID job = numbers(topic, DEAD_LETTER).select("SELECT n FROM numbers", topic.stream());
            cluster.awaitCheckpoint(job); // there is no dlq yet
            cluster.awaitCheckpoint(job);
            assertThat(StateCollector.view(topic.stream())).doesNotContain("+I[4]");

            try (var letters = topic.sibling("dlq", 1)) {
                TestJobs.awaitExactly(topic.stream(), Set.of("+I[1]", "+I[2]", "+I[4]"));
                assertThat(letters.readAll().get(0)).hasSize(1);
            }
            cluster.cancel(job);
        }
    }

    @Test
    void cancels_at_once_while_a_letter_cannot_be_sent() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, List.of("{broken"));
            JobID job = numbers(topic, DEAD_LETTER).select("SELECT n FROM numbers", topic.stream());
            cluster.awaitCheckpoint(job);

            assertThat(cluster.cancel(job)).isLessThan(java.time.Duration.ofSeconds(60));
        }
    }

    private static final String BOUNDED = "'scan.bounded.mode' = 'latest-offset'";
    private static final String DEAD_LETTER =
            "'scan.decode-error' = 'dead-letter', 'scan.dead-letter.topic' = 'dlq',"
                    + " 'scan.dead-letter.source' = 'test-reader'";

    private static TestTables numbers(TestTopic topic, String... options) {
        var tables = new TestTables(TestCluster.settings(5), 2);
        tables.create(
                "numbers",
                "n BIGINT",
                topic,
                Stream.concat(Stream.of("'format' = 'json'"), Stream.of(options))
                        .toArray(String[]::new));
        return tables;
    }

    /** The rows to be seen; numbers differ over all partitions. */
    private static Set<String> sendEveryTenthBroken(
            TestTopic topic, int partitions, int from, int to) {
        var good = new HashSet<String>();
        for (int partition = 0; partition < partitions; partition++) {
            var texts = new ArrayList<String>();
            for (int i = from; i < to; i++) {
                int number = i * partitions + partition;
                texts.add(i % 10 == 0 ? "{\"n\": oops " + number : "{\"n\": " + number + "}");
                if (i % 10 != 0) {
                    good.add("+I[" + number + "]");
                }
            }
            topic.send(partition, texts);
        }
        return good;
    }

    private static void assertRows(TestTopic topic, Set<String> expected) {
        assertThat(StateCollector.view(topic.stream()))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Set<String> positionsOf(TestTopic letters) {
        var positions = new TreeSet<String>();
        letters.readAll().values().stream()
                .flatMap(List::stream)
                .forEach(letter -> {
                    Matcher matcher = LETTER.matcher(letter);
                    assertThat(matcher.matches()).as(letter).isTrue();
                    positions.add(matcher.group(4) + "@" + matcher.group(5));
                });
        return positions;
    }
}
