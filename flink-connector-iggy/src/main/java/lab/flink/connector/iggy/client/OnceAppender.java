// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.Wire.ServedConnection;
import org.apache.flink.annotation.Internal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends messages so that each is in the log once, however often that takes. The server knows no
 * transactions, so this goes by the messages' ids: whenever an earlier attempt may have come
 * through, the log is read from where it ended before the first one, and only what is not found
 * there is sent. At last the server is made to force all of it to its disk.
 *
 * <p>A request without an answer may still be on its way to the log. So nothing is read before the
 * server has let go of the connection on which it was sent: from then on nobody can bring it any
 * more.
 *
 * <p>For one thread at a time, which may wait.
 */
@Internal
public final class OnceAppender implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OnceAppender.class);

    private static final int POLL_MESSAGES_FIRST = 100;
    private static final int POLL_MESSAGES_MAX = 5_000;
    private static final int POLL_BYTES_WANTED = 1 << 20;

    private final RetryingClient client;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private final AtomicLong unverified = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();

    /** The connection on which a send was left without an answer. */
    private Optional<ServedConnection> unanswered = Optional.empty();

    public OnceAppender(ConnectionConfig config) {
        this.client = new RetryingClient(config, RandomGenerator.getDefault());
    }

    /**
     * What is to be appended.
     *
     * @param before where the log ended at a moment before anybody sent this batch; the messages
     *     have ids that no others have
     */
    public record Piece(LogEnd before, MessageBatch batch) {}

    /**
     * All messages are in the log, each once and in this order, and on the server's disk when this
     * returns.
     *
     * @param triedBefore whether somebody else may have tried, and nobody knows how far it got
     */
    public void append(TopicPartition partition, List<Piece> pieces, boolean triedBefore)
            throws IOException, InterruptedException {
        var work = new Append(partition, pieces, triedBefore);
        client.run(work::attempt);
    }

    /** The topic as it is now, once it exists. */
    public TopicInfo topic(String stream, String topic) throws IOException, InterruptedException {
        return client.awaitTopic(stream, topic);
    }

    /** Messages sent and acknowledged. */
    public long sentMessages() {
        return sent.get();
    }

    /** Messages that an earlier attempt had brought to the log. */
    public long foundMessages() {
        return found.get();
    }

    /** Messages sent though a part of the log in which they may have been is gone. */
    public long unverifiedMessages() {
        return unverified.get();
    }

    /** How often a log was read for what is there. */
    public long looks() {
        return looks.get();
    }

    public long reconnects() {
        return client.reconnects();
    }

    /** Returns at once. */
    @Override
    public void close() {
        client.close();
    }

    /** What one call has to do, and what it has learned on the way. */
    private final class Append {

        private final TopicPartition partition;
        private final List<Piece> pieces;
        private boolean maybeThere;
        private LogEnd from;
        private long endNow; // of the log, as far as it is known

        Append(TopicPartition partition, List<Piece> pieces, boolean triedBefore) {
            this.partition = partition;
            this.pieces = pieces;
            this.maybeThere = triedBefore;
            this.from = earliest(pieces);
        }

        /** Says how many messages it had to send. */
        Long attempt(IggyClient connected) throws IOException, InterruptedException {
            awaitEndOfUnanswered(connected);
            note(lookUp(connected));
            Set<UUID> there = maybeThere ? find(connected) : Set.of();
            long wasSent = 0;
            for (Piece piece : pieces) {
                MessageBatch rest = there.isEmpty() ? piece.batch() : piece.batch().without(there);
                if (rest.count() > 0) {
                    send(connected, rest);
                    wasSent += rest.count();
                }
            }
            client.await(connected.flush(partition));
            sent.addAndGet(wasSent);
            found.addAndGet(there.size());
            return wasSent;
        }

        private void awaitEndOfUnanswered(IggyClient connected)
                throws IOException, InterruptedException {
            if (unanswered.isEmpty()) {
                return;
            }
            ServedConnection owing = unanswered.get();
            // Its address may come again: then it is this connection
            boolean isOwn = client.await(connected.ownConnection()).equals(owing);
            if (!isOwn
                    && client.await(connected.connection(owing.id()))
                            .filter(owing::equals)
                            .isPresent()) {
                throw new IggyException(
                        "send to %s: the server has not let go of connection %s, which owes an answer"
                                .formatted(partition, owing),
                        false);
            }
            unanswered = Optional.empty();
        }

        private TopicInfo.PartitionInfo lookUp(IggyClient connected)
                throws IggyException, InterruptedException {
            return client.existing(connected, partition.stream(), partition.topic())
                    .partition(partition)
                    .orElseThrow(() -> IggyException.gone(partition));
        }

        /**
         * In a log that is another one than that which ended there, what was sent can be anywhere.
         */
        private void note(TopicInfo.PartitionInfo now) {
            endNow = now.nextOffset();
            if (from.isOfAnotherLog(now)) {
                from = LogEnd.startOf(now.createdAtMicros());
            }
        }

        private void send(IggyClient connected, MessageBatch batch)
                throws IggyException, InterruptedException {
            ServedConnection connection = client.await(connected.ownConnection());
            maybeThere = true;
            unanswered = Optional.of(connection);
            client.await(connected.send(partition, batch));
            unanswered = Optional.empty();
            client.progressed();
        }

        private Set<UUID> find(IggyClient connected) throws IOException, InterruptedException {
            looks.incrementAndGet();
            if (!isSameLog(connected)) {
                from = LogEnd.startOf(from.logCreatedMicros());
            }
            Set<UUID> wanted = ids();
            var there = new HashSet<UUID>();
            long at = from.nextOffset();
            long firstKept = endNow;
            int count = POLL_MESSAGES_FIRST;
            while (at < endNow && there.size() < wanted.size()) {
                try (PolledMessages answer = poll(connected, at, count)) {
                    if (answer.count() == 0) {
                        break;
                    }
                    if (at == from.nextOffset()) {
                        endNow = Math.max(endNow, answer.headOffset() + 1);
                    }
                    while (answer.next()) {
                        firstKept = Math.min(firstKept, answer.offset());
                        if (wanted.contains(answer.id())) {
                            there.add(answer.id());
                        }
                    }
                    at = answer.lastOffset() + 1;
                    count = countFor(answer.sizeBytes() / answer.count());
                }
            }
            if (firstKept > from.nextOffset() && there.size() < wanted.size()) {
                tell(firstKept, wanted.size() - there.size());
            }
            return there;
        }

        /** Whether the message before is still there; so, too, if retention has removed it. */
        private boolean isSameLog(IggyClient connected) throws IOException, InterruptedException {
            if (from.last().isEmpty()) {
                return true;
            }
            long before = from.nextOffset() - 1;
            try (PolledMessages answer = poll(connected, before, 1)) {
                return !answer.next()
                        || answer.offset() != before
                        || from.last().get().equals(answer.mark());
            }
        }

        private PolledMessages poll(IggyClient connected, long offset, int count)
                throws IOException, InterruptedException {
            var where = new PollFrom.Offset(offset);
            return client.await(connected.poll(partition, RetryingClient.READER, where, count));
        }

        private void tell(long first, int missing) {
            unverified.addAndGet(missing);
            log.warn(
                    "a part of the log is gone in which messages of an earlier attempt may have"
                            + " been: they are sent, perhaps again partition={} from_offset={}"
                            + " to_offset={} messages={}",
                    partition,
                    from.nextOffset(),
                    first - 1,
                    missing);
        }

        private Set<UUID> ids() {
            var ids = new HashSet<UUID>();
            for (Piece piece : pieces) {
                for (int message = 0; message < piece.batch().count(); message++) {
                    ids.add(piece.batch().id(message));
                }
            }
            return ids;
        }
    }

    /** The earliest of all; the whole log where they are of different ones. */
    private static LogEnd earliest(List<Piece> pieces) {
        LogEnd earliest = pieces.get(0).before();
        for (Piece piece : pieces) {
            LogEnd other = piece.before();
            if (other.logCreatedMicros() != earliest.logCreatedMicros()) {
                return LogEnd.NONE;
            }
            if (other.nextOffset() < earliest.nextOffset()) {
                earliest = other;
            }
        }
        return earliest;
    }

    private static int countFor(int messageBytes) {
        return Math.max(
                1, Math.min(POLL_MESSAGES_MAX, POLL_BYTES_WANTED / Math.max(1, messageBytes)));
    }
}
