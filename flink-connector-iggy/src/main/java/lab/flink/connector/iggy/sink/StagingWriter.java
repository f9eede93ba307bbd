// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import lab.flink.connector.iggy.client.LogEnd;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.client.OnceAppender.Piece;
import lab.flink.connector.iggy.client.RetryingClient;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Keeps batches until a checkpoint's barrier and sends none of them. At the barrier it asks where
 * the logs end: only then is it certain that whatever is found behind that, and has the ids of
 * these messages, was sent for this checkpoint.
 */
final class StagingWriter<T> implements CommittingSinkWriter<T, IggyCommittable> {

    private final IggySinkConfig config;
    private final SinkTopic topic;
    private final OpenBatches<T> open;
    private final RetryingClient client;
    private final MessageIds ids;
    private final Counter recordsSend;
    private final Counter bytesSend;
    private final List<Staged> staged = new ArrayList<>();
    private final AtomicLong stagedBytes = new AtomicLong();

    private record Staged(int partition, MessageBatch batch) {}

    StagingWriter(
            IggySinkConfig config,
            SinkTopic topic,
            IggySerializationSchema<T> schema,
            RetryingClient client,
            PartitionRouter router,
            MessageIds ids,
            ProcessingTimeService clock,
            SinkWriterMetricGroup metrics) {
        this.config = config;
        this.topic = topic;
        this.client = client;
        this.ids = ids;
        this.open = new OpenBatches<>(config, schema, router, clock, this::idOf);
        this.recordsSend = metrics.getNumRecordsSendCounter();
        this.bytesSend = metrics.getNumBytesSendCounter();
        metrics.addGroup("IggySinkWriter").gauge("stagedBytes", stagedBytes::get);
    }

    @Override
    public void write(T record, Context context) throws IOException {
        OptionalInt full = open.add(record, context);
        if (full.isPresent()) {
            stage(full.getAsInt());
        }
    }

    /** Nothing is sent before its checkpoint is complete. */
    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<IggyCommittable> prepareCommit() throws IOException, InterruptedException {
        open.partitions().forEach(this::stage);
        var committables = new ArrayList<IggyCommittable>(staged.size());
        if (!staged.isEmpty()) {
            Map<Integer, LogEnd> ends = logEnds();
            for (Staged each : staged) {
                committables.add(
                        new IggyCommittable(
                                topic.partition(each.partition()),
                                config.partitioning() instanceof SinkPartitioning.Balanced,
                                ids.checkpoint(),
                                committables.size(),
                                new Piece(
                                        ends.getOrDefault(each.partition(), LogEnd.NONE),
                                        each.batch())));
            }
        }
        staged.clear();
        stagedBytes.set(0);
        ids.checkpointed();
        return committables;
    }

    @Override
    public void close() {
        client.close();
    }

    private UUID idOf(int partition, IggyOutgoingMessage message) {
        if (message.id() != null) {
            throw new IllegalArgumentException(
                    "message %s: an exactly-once sink makes the ids itself, by which it finds its"
                                    .formatted(message.id())
                            + " messages again");
        }
        return ids.next(partition);
    }

    private void stage(int partition) {
        open.close(partition)
                .ifPresent(batch -> {
                    staged.add(new Staged(partition, batch));
                    stagedBytes.addAndGet(batch.sizeBytes());
                    recordsSend.inc(batch.count());
                    bytesSend.inc(batch.sizeBytes());
                });
    }

    private Map<Integer, LogEnd> logEnds() throws IOException, InterruptedException {
        Set<Integer> written = staged.stream().map(Staged::partition).collect(Collectors.toSet());
        return client.logEnds(topic.stream(), topic.name(), written);
    }
}
