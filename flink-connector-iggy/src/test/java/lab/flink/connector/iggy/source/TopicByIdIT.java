package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.restored;
import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static lab.flink.connector.iggy.testing.TestJobs.run;
import static lab.flink.connector.iggy.testing.TestJobs.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lab.flink.connector.iggy.sink.IggySerializationSchema;
import lab.flink.connector.iggy.sink.IggySink;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams and topics by the numbers that the server has given them. */
class TopicByIdIT {

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void reads_the_topics_of_these_ids_and_goes_on_from_a_savepoint() {
        try (var topic = TestTopic.create(2);
                var other = topic.sibling("12", 1)) {
            List<String> sent = new ArrayList<>(topic.send(1, "a", 0, 50));
            sent.addAll(other.send(0, "b", 0, 50));
            IggySource<String> source =
                    source(topic)
                            .streamId(topic.streamId())
                            .topicIds(topic.topicId(), other.topicId())
                            .build();
            JobID job = run(source, topic.stream(), 2, settings(0));
            awaitExactly(topic.stream(), sent);
            String savepoint = cluster.stopWithSavepoint(job);
            StateCollector.forget(topic.stream());

            sent.addAll(topic.send(0, "c", 0, 50));
            JobID again = run(source, topic.stream(), 1, restored(savepoint, settings(0)));
            awaitExactly(topic.stream(), sent);
            cluster.cancel(again);
        }
    }

    @Test
    void digits_are_a_name() {
        try (var topic = TestTopic.create(1);
                var other = topic.sibling("0", 1)) {
            topic.send(0, "of id 0", 0, 5);
            List<String> sent = other.send(0, "of name 0", 0, 5);

            JobID job =
                    run(
                            source(topic).topics("0").until(IggyOffsets.latest()).build(),
                            topic.stream(),
                            1,
                            settings(0));

            cluster.awaitStatus(job, JobStatus.FINISHED);
            awaitExactly(topic.stream(), sent);
        }
    }

    @Test
    void an_id_that_belongs_to_another_topic_by_now_does_not_take_the_state_over() {
        try (var topic = TestTopic.create(1)) {
            List<String> sent = topic.send(0, "a", 0, 5);
            IggySource<String> source = source(topic).topicIds(topic.topicId()).build();
            JobID job = run(source, topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), sent);
            String savepoint = cluster.stopWithSavepoint(job);
            long id = topic.topicId();
            topic.deleteTopic();
            try (var heir = topic.sibling("heir", 1)) {
                assertThat(heir.topicId()).isEqualTo(id);

                JobID again = run(source, topic.stream(), 1, restored(savepoint, settings(0)));

                assertThat(cluster.failure(again))
                        .hasStackTraceContaining("its state must be of the same stream and topics")
                        .hasStackTraceContaining("messages/0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void writes_to_the_topic_of_this_id(DeliveryGuarantee guarantee) {
        try (var topic = TestTopic.create(1)) {
            var environment = TestCluster.environment(settings(0), 1);
            environment
                    .fromData("x", "y")
                    .sinkTo(
                            IggySink.<String>builder()
                                    .connection(TestServer.shared().connection())
                                    .streamId(topic.streamId())
                                    .topicId(topic.topicId())
                                    .deliveryGuarantee(guarantee)
                                    .serializer(
                                            IggySerializationSchema.ofPayload(
                                                    new SimpleStringSchema()))
                                    .build());

            cluster.awaitStatus(cluster.submit(environment), JobStatus.FINISHED);

            assertThat(topic.readAll()).containsEntry(0, List.of("x", "y"));
        }
    }
}
