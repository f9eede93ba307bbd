// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.OnceAppender;
import lab.flink.connector.iggy.client.RetryingClient;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes to an Iggy topic exactly once, by way of Flink's two phases:
 *
 * <ol>
 *   <li>{@link StagingWriter} keeps batches back, and at a checkpoint's barrier hands them to
 *       Flink's state, each with where its partition's log ended then.
 *   <li>When the checkpoint is complete, {@link IggyCommitter} sends them. After a failure, at once
 *       or in a job that was restored, it reads the log from there and sends what it does not find.
 * </ol>
 */
final class ExactlyOnceIggySink<T> extends IggySink<T>
        implements SupportsCommitter<IggyCommittable> {

    private static final long serialVersionUID = 1L;

    ExactlyOnceIggySink(IggySinkConfig config, IggySerializationSchema<T> schema) {
        super(config, schema);
    }

    /** Waits for the topic to exist, as long as the retry policy says. */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        open(context);
        SinkTopic topic = SinkTopic.of(config);
        var client = new RetryingClient(config.connection(), RandomGenerator.getDefault());
        int partitions;
        try {
            partitions = client.awaitTopic(topic.stream(), topic.name()).partitions().size();
        } catch (InterruptedException e) {
            client.close();
            Thread.currentThread().interrupt();
            throw new IOException("iggy sink: interrupted while waiting for the topic", e);
        } catch (IOException e) {
            client.close();
            throw new IOException("iggy sink: its topic cannot be found, " + e, e);
        }
        var router =
                new PartitionRouter(
                        config.partitioning(),
                        partitions,
                        context.getTaskInfo().getIndexOfThisSubtask());
        return new StagingWriter<>(
                config,
                topic,
                schema,
                client,
                router,
                MessageIds.of(context),
                context.getProcessingTimeService(),
                context.metricGroup());
    }

    @Override
    public Committer<IggyCommittable> createCommitter(CommitterInitContext context) {
        return new IggyCommitter(
                new OnceAppender(config.connection()),
                context.getRestoredCheckpointId(),
                context.metricGroup());
    }

    @Override
    public SimpleVersionedSerializer<IggyCommittable> getCommittableSerializer() {
        return new IggyCommittableSerializer();
    }
}
