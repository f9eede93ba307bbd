package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import lab.flink.connector.iggy.client.IggyPublisher;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes to an Iggy topic at least once: after a failure, messages since the last checkpoint are
 * written again. Order within a partition is kept.
 */
public final class IggySink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    private final IggySinkConfig config;
    private final IggySerializationSchema<T> schema;

    public IggySink(IggySinkConfig config, IggySerializationSchema<T> schema) {
        this.config = config;
        this.schema = schema;
    }

    public static <T> IggySinkBuilder<T> builder() {
        return new IggySinkBuilder<>();
    }

    /** Waits for the topic to exist, as long as the retry policy says. */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        open(context);
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        var publisher =
                new IggyPublisher(
                        config.stream() + "/" + config.topic() + " #" + subtask,
                        config.connection(),
                        config.stream(),
                        config.topic());
        int partitions = awaitPartitions(publisher);
        return new IggySinkWriter<>(
                config,
                schema,
                publisher,
                new PartitionRouter(config.partitioning(), partitions, subtask),
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

    private void open(WriterInitContext context) throws IOException {
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
