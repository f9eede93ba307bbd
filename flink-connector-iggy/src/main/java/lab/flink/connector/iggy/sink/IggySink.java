// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import lab.flink.connector.iggy.client.IggyPublisher;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes to an Iggy topic. Order within a partition is kept.
 *
 * <p>At least once, unless {@link ExactlyOnceIggySink exactly once} is asked for: after a failure,
 * messages since the last checkpoint are written again.
 */
@PublicEvolving
public sealed class IggySink<T> implements Sink<T> permits ExactlyOnceIggySink {

    private static final long serialVersionUID = 2L;

    final IggySinkConfig config;
    final IggySerializationSchema<T> schema;

    IggySink(IggySinkConfig config, IggySerializationSchema<T> schema) {
        this.config = config;
        this.schema = schema;
    }

    public static <T> IggySinkBuilder<T> builder() {
        return new IggySinkBuilder<>();
    }

    public static <T> IggySink<T> of(IggySinkConfig config, IggySerializationSchema<T> schema) {
        return config.isExactlyOnce()
                ? new ExactlyOnceIggySink<>(config, schema)
                : new IggySink<>(config, schema);
    }

    /** Waits for the topic to exist, as long as the retry policy says. */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        open(context);
        SinkTopic topic = SinkTopic.of(config);
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        var publisher =
                new IggyPublisher(
                        topic + " #" + subtask, config.connection(), topic.stream(), topic.name());
        int partitions = awaitPartitions(publisher);
        var router = new PartitionRouter(config.partitioning(), partitions, subtask);
        return new IggySinkWriter<>(
                config,
                new OpenBatches<>(
                        config,
                        schema,
                        router,
                        context.getProcessingTimeService(),
                        (partition, message) -> message.id()),
                publisher,
                router,
                context.getMailboxExecutor(),
                context.getProcessingTimeService(),
                context.metricGroup());
    }

    @Override
    @SuppressWarnings("deprecation") // Flink 1.20 still declares it abstract, and calls the other
    public SinkWriter<T> createWriter(Sink.InitContext context) {
        throw new UnsupportedOperationException(
                "iggy sink: needs Flink's WriterInitContext (1.19 or later)");
    }

    void open(WriterInitContext context) throws IOException {
        try {
            schema.open(context.asSerializationSchemaInitializationContext());
        } catch (Exception e) {
            throw new IOException("iggy sink: the serialization schema cannot be opened", e);
        }
    }

    private static int awaitPartitions(IggyPublisher publisher) throws IOException {
        try {
            return publisher.partitionCount().get();
        } catch (ExecutionException e) {
            publisher.close();
            throw new IOException("iggy sink: its topic cannot be found, " + e.getCause(), e);
        } catch (InterruptedException e) {
            publisher.close();
            Thread.currentThread().interrupt();
            throw new IOException("iggy sink: interrupted while waiting for the topic", e);
        }
    }
}
