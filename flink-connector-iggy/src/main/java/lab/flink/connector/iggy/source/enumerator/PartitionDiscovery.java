// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.enumerator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.PollFrom;
import lab.flink.connector.iggy.client.RetryingClient;
import lab.flink.connector.iggy.client.TopicInfo;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.config.PartitionLog;
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
    private static final Duration SAME_LOG = Duration.ofSeconds(1);

    /** Of a partition that a restored state names: when it was made is not known yet. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    /** Of one that was there, and is not. */
    private static final long GONE = Long.MAX_VALUE;

    private final Map<String, Long> known = new HashMap<>();
    private final RetryingClient client;
    private final TopicFinder topics;

    /** Finds partitions whose splits are not among these. */
    PartitionDiscovery(IggySourceConfig config, Set<String> known) {
        this.config = config;
        known.forEach(id -> this.known.put(id, UNKNOWN));
        this.client = new RetryingClient(patient(config), RandomGenerator.getDefault());
        this.topics = new TopicFinder(config, client);
        mustBeOurs();
    }

    /**
     * What a look has shown.
     *
     * @param added the splits of all partitions that were not known before
     * @param anew those that were known, and are others now
     * @param gone ids of those that were known and are not there
     */
    record Found(List<IggyPartitionSplit> added, List<Anew> anew, Set<String> gone) {}

    /**
     * A partition that was known, and was made at another time than before.
     *
     * @param isCertain whether it has been deleted in between: a real server says a partition's age
     *     some milliseconds differently after a restart
     */
    record Anew(TopicPartition partition, long createdMicros, boolean isCertain) {}

    /** Looks what there is; a partition that is not known begins by this rule. */
    Found discover(IggyOffsets start) throws IOException, InterruptedException {
        var found = new ArrayList<IggyPartitionSplit>();
        var anew = new ArrayList<Anew>();
        var present = new HashMap<String, Long>();
        String stream = topics.stream();
        boolean none = known.isEmpty();
        for (Map.Entry<String, TopicInfo> topic : topics.topics(none).entrySet()) {
            for (PartitionInfo info : topic.getValue().partitions()) {
                var partition = new TopicPartition(stream, topic.getKey(), info.id());
                Long before = known.get(partition.toString());
                if (before == null) {
                    found.add(resolve(new ServerLog(partition, info), start));
                } else if (before != UNKNOWN && before != info.createdAtMicros()) {
                    long created = info.createdAtMicros();
                    anew.add(new Anew(partition, created, isAnother(before, created)));
                }
                present.put(partition.toString(), info.createdAtMicros());
            }
        }
        mustBeOurs();
        known.putAll(present); // not before all of it is found: a look that fails is forgotten
        known.replaceAll((id, created) -> {
            if (created != GONE && !present.containsKey(id)) {
                log.warn("partition is gone partition={}", id);
                return GONE;
            }
            return created;
        });
        var gone = new HashSet<>(known.keySet());
        gone.removeAll(present.keySet());
        return new Found(found, anew, gone);
    }

    /**
     * What is told by id has a name only once it is looked up: then it is held against the state.
     */
    private void mustBeOurs() {
        for (String splitId : known.keySet()) {
            if (!topics.mayRead(splitId)) {
                throw new IllegalStateException(
                        "iggy source %s %s: its state must be of the same stream and topics, but has %s"
                                .formatted(config.stream(), config.topics(), splitId));
            }
        }
    }

    private static boolean isAnother(long beforeMicros, long createdMicros) {
        return beforeMicros == GONE
                || Math.abs(createdMicros - beforeMicros) > SAME_LOG.toNanos() / 1_000;
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
