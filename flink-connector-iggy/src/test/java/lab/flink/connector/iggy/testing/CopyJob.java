package lab.flink.connector.iggy.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.sink.IggySerializationSchema;
import lab.flink.connector.iggy.sink.IggySink;
import lab.flink.connector.iggy.source.IggySource;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A process that copies one topic to another, exactly once, and goes on from the newest checkpoint
 * that the one before it left. It is there to be killed.
 */
public final class CopyJob {

    private CopyJob() {}

    /** Takes port, username, password, stream, topic to read, topic to write, folder. */
    public static void main(String[] args) throws Exception {
        var connection =
                ConnectionConfig.of(
                                "127.0.0.1",
                                Integer.parseInt(args[0]),
                                new Credentials.Password(args[1], args[2]))
                        .withRequestTimeout(Duration.ofMillis(500))
                        .withRetry(
                                new RetryPolicy(
                                        Duration.ofMillis(20),
                                        Duration.ofMillis(200),
                                        Duration.ofMinutes(5)));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(2, settings(Path.of(args[6])));
        environment
                .fromSource(
                        IggySource.<String>builder().connection(connection).stream(args[3])
                                .topics(args[4])
                                .deserializer(
                                        IggyDeserializationSchema.ofPayload(
                                                new SimpleStringSchema()))
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "source")
                .uid("source")
                .rebalance()
                .sinkTo(
                        IggySink.<String>builder().connection(connection).stream(args[3])
                                .topic(args[5])
                                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                                .maxBatchRows(50)
                                .serializer(
                                        IggySerializationSchema.ofPayload(new SimpleStringSchema()))
                                .build())
                .uid("sink");
        environment.execute();
    }

    private static Configuration settings(Path folder) throws IOException {
        var settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        newestCheckpoint(folder)
                .ifPresent(found ->
                        settings.set(StateRecoveryOptions.SAVEPOINT_PATH, found.toString()));
        return settings;
    }

    /** Of all jobs that have left one in the folder. */
    public static Optional<URI> newestCheckpoint(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(file -> file.resolveSibling("").toUri());
        }
    }
}
