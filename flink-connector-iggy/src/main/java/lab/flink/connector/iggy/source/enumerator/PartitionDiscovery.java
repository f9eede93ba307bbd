package lab.flink.connector.iggy.source.enumerator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.PollFrom;
import lab.flink.connector.iggy.client.RetryPolicy;
import lab.flink.connector.iggy.client.RetryingClient;
import lab.flink.connector.iggy.client.TopicInfo;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.IggyOffsets;
import lab.flink.connector.iggy.source.IggySourceConfig;
import lab.flink.connector.iggy.source.PartitionLog;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server which partitions there are, and resolves where to start and stop. Waits for
 * answers: to be called on the enumerator's worker thread only, by which it is interrupted at the
 * end.
 */
final class PartitionDiscovery implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PartitionDiscovery.class);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final IggySourceConfig config;
    private final Set<String> known;
    private final RetryingClient client;

    /** Finds partitions whose splits are not among these. */
    PartitionDiscovery(IggySourceConfig config, Set<String> known) {
        this.config = config;
        this.known = new HashSet<>(known);
        this.client = new RetryingClient(patient(config), RandomGenerator.getDefault());
    }

    /** The splits of all partitions that were not known before. */
    List<IggyPartitionSplit> discover(IggyOffsets start) throws IOException, InterruptedException {
        var found = new ArrayList<IggyPartitionSplit>();
        var present = new HashSet<String>();
        for (String topic : config.topics()) {
            for (PartitionInfo info : existing(topic).partitions()) {
                var partition = new TopicPartition(config.stream(), topic, info.id());
                present.add(partition.toString());
                if (!known.contains(partition.toString())) {
                    found.add(resolve(new ServerLog(partition, info), start));
                }
            }
        }
        known.stream()
                .filter(id -> !present.contains(id))
                .forEach(id -> log.warn("partition is gone partition={}", id));
        known.retainAll(present);
        known.addAll(present);
        return found;
    }

    @Override
    public void close() {
        client.close();
    }

    private IggyPartitionSplit resolve(ServerLog partitionLog, IggyOffsets start)
            throws IOException, InterruptedException {
        OptionalLong stop = OptionalLong.empty();
        if (config.stop().isPresent()) {
            stop = OptionalLong.of(config.stop().get().resolve(partitionLog));
        }
        long next = start.resolve(partitionLog);
        return new IggyPartitionSplit(
                partitionLog.partition(),
                partitionLog.info.createdAtMicros(),
                next,
                stop,
                next == 0 ? Optional.empty() : partitionLog.mark(next - 1));
    }

    private TopicInfo existing(String topic) throws IOException, InterruptedException {
        return client.call(connected ->
                connected
                        .topic(config.stream(), topic)
                        .thenCompose(info -> orMissing(topic, info)));
    }

    private CompletableFuture<TopicInfo> orMissing(String topic, Optional<TopicInfo> info) {
        return info.filter(i -> !i.partitions().isEmpty())
                .map(CompletableFuture::completedFuture)
                .orElseGet(() ->
                        CompletableFuture.failedFuture(
                                IggyException.missing(config.stream(), topic)));
    }

    private static ConnectionConfig patient(IggySourceConfig config) {
        ConnectionConfig connection = config.connection();
        RetryPolicy retry = connection.retry();
        return config.awaitTopic()
                ? connection.withRetry(
                        new RetryPolicy(retry.initialBackoff(), retry.maxBackoff(), FOR_EVER))
                : connection;
    }

    /** A partition as the server shows it. */
    private final class ServerLog implements PartitionLog {
        private final TopicPartition partition;
        private final PartitionInfo info;

        ServerLog(TopicPartition partition, PartitionInfo info) {
            this.partition = partition;
            this.info = info;
        }

        @Override
        public TopicPartition partition() {
            return partition;
        }

        @Override
        public long earliest() throws IOException, InterruptedException {
            OptionalLong first = firstOffset(new PollFrom.First());
            return first.isPresent() ? first.getAsLong() : info.nextOffset();
        }

        @Override
        public long next() {
            return info.nextOffset();
        }

        @Override
        public OptionalLong atOrAfter(Instant time) throws IOException, InterruptedException {
            return firstOffset(new PollFrom.Timestamp(time));
        }

        @Override
        public OptionalLong committed() throws IOException, InterruptedException {
            return client.call(c -> c.storedOffset(partition, config.pollingConsumer()));
        }

        /** The message at this offset, if it is there. */
        Optional<MessageMark> mark(long offset) throws IOException, InterruptedException {
            return client.call(c ->
                    c.poll(partition, config.pollingConsumer(), new PollFrom.Offset(offset), 1)
                            .thenApply(answer -> {
                                try (answer) {
                                    return answer.next() && answer.offset() == offset
                                            ? Optional.of(answer.mark())
                                            : Optional.empty();
                                }
                            }));
        }

        private OptionalLong firstOffset(PollFrom where) throws IOException, InterruptedException {
            return client.call(c ->
                    c.poll(partition, config.pollingConsumer(), where, 1)
                            .thenApply(answer -> {
                                try (answer) {
                                    return answer.next()
                                            ? OptionalLong.of(answer.offset())
                                            : OptionalLong.empty();
                                }
                            }));
        }
    }
}
