// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores in Iggy how far checkpoints reach, for outsiders to see. Recovery never reads it, so that
 * a failure is a warning and a number, and no attempt is repeated: the next checkpoint brings newer
 * offsets. Never blocks. One commit at a time; of those that come meanwhile only the newest counts.
 */
final class OffsetCommitter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommitter.class);

    private final ConnectionConfig config;
    private final String consumer;
    private final IggySourceReaderMetrics metrics;
    private final Map<TopicPartition, Long> stored = new HashMap<>();
    private @Nullable CompletableFuture<IggyClient> connection;
    private @Nullable Map<TopicPartition, Long> waiting;
    private int inFlight;
    private boolean failing;
    private boolean closed;

    OffsetCommitter(ConnectionConfig config, String consumer, IggySourceReaderMetrics metrics) {
        this.config = config;
        this.consumer = consumer;
        this.metrics = metrics;
    }

    /** Stores that everything before these offsets has been read. */
    synchronized void commit(Map<TopicPartition, Long> nextOffsets) {
        if (inFlight > 0) {
            waiting = nextOffsets;
            return;
        }
        var changed = new HashMap<>(nextOffsets);
        // Iggy stores the last offset read, and there is none before 0.
        changed.entrySet()
                .removeIf(e -> e.getValue() == 0 || e.getValue().equals(stored.get(e.getKey())));
        if (changed.isEmpty()) {
            return;
        }
        CompletableFuture<IggyClient> client = connection;
        if (client == null) {
            client = IggyClient.connect(config, 1);
            connection = client;
        }
        inFlight = changed.size();
        for (Map.Entry<TopicPartition, Long> entry : changed.entrySet()) {
            TopicPartition partition = entry.getKey();
            long next = entry.getValue();
            var unused =
                    client.thenCompose(c -> c.storeOffset(partition, consumer, next - 1))
                            .whenComplete((done, failure) -> finished(partition, next, failure));
        }
    }

    /** Returns at once; what is in flight may still arrive. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting = null;
        if (inFlight == 0) {
            disconnect();
        }
    }

    private synchronized void finished(
            TopicPartition partition, long next, @Nullable Throwable failure) {
        metrics.committed(failure == null);
        if (failure == null) {
            stored.put(partition, next);
            metrics.committedUpTo(partition, next);
            failing = false;
        } else {
            if (!failing) {
                log.warn("offset not stored partition={} cause={}", partition, failure.toString());
            }
            failing = true;
        }
        inFlight--;
        if (inFlight > 0) {
            return;
        }
        if (failing || closed) {
            disconnect();
        }
        Map<TopicPartition, Long> newest = waiting;
        waiting = null;
        if (newest != null) {
            commit(newest);
        }
    }

    private void disconnect() {
        if (connection != null) {
            var unused = connection.thenAccept(IggyClient::close);
            connection = null;
        }
    }
}
