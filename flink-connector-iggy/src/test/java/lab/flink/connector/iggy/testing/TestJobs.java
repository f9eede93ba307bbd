package lab.flink.connector.iggy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import lab.flink.connector.iggy.source.IggySource;
import lab.flink.connector.iggy.source.IggySourceBuilder;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The job that most tests run: a topic's texts, something that may break, and the state. */
public final class TestJobs {

    private TestJobs() {}

    public static IggySourceBuilder<String> source(TestTopic topic) {
        return source(topic, TestServer.shared());
    }

    public static IggySourceBuilder<String> source(TestTopic topic, TestServer server) {
        return IggySource.<String>builder().connection(server.connection()).stream(topic.stream())
                .topics(topic.topic())
                .deserializer(IggyDeserializationSchema.ofPayload(new SimpleStringSchema()));
    }

    /** Runs at most at parallelism 6, so that savepoints fit all. The name is the collector's. */
    public static JobID run(
            IggySource<String> source,
            String name,
            int parallelism,
            Configuration settings,
            MapFunction<String, String> between) {
        var environment = TestCluster.environment(settings, parallelism);
        environment.setMaxParallelism(6);
        environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "source")
                .uid("source")
                .map(between)
                .uid("between")
                .map(new StateCollector(name))
                .uid("collector")
                .sinkTo(new DiscardingSink<>());
        return TestCluster.shared().submit(environment);
    }

    public static JobID run(
            IggySource<String> source, String name, int parallelism, Configuration settings) {
        return run(source, name, parallelism, settings, value -> value);
    }

    /** Waits until so many are in the state, then asserts that it is these, each once. */
    public static void awaitExactly(String name, Collection<String> expected) {
        TestCluster.await(
                expected.size() + " records in state",
                () -> StateCollector.size(name) >= expected.size(),
                () -> "but " + StateCollector.size(name));
        assertThat(StateCollector.view(name)).hasSameSizeAs(expected);
        assertThat(new HashSet<>(StateCollector.view(name))).isEqualTo(new HashSet<>(expected));
    }
}
