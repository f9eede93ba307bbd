// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Ids by which a committer finds its messages again. The upper 96 bits are a hash of job, sink,
 * subtask, partition and checkpoint; the lower 32 count the partition's messages of that
 * checkpoint.
 *
 * <p>A number that is drawn at each start of the writer is hashed as well. Ids need not be made
 * again, for a batch takes them along in Flink's state; but a cluster may give the same job id to
 * two jobs, and then the messages of one must not pass for those of the other.
 */
final class MessageIds {

    private final byte[] writer;
    private final Map<Integer, Series> ofPartition = new HashMap<>();
    private long checkpoint;

    MessageIds(String job, String sink, int subtask, long start, long firstCheckpoint) {
        this.writer =
                digest(
                        (job + '\n' + sink + '\n' + subtask + '\n' + start)
                                .getBytes(StandardCharsets.UTF_8));
        this.checkpoint = firstCheckpoint;
    }

    static MessageIds of(WriterInitContext context) {
        return new MessageIds(
                context.getJobInfo().getJobId().toString(),
                context.metricGroup()
                        .getAllVariables()
                        .getOrDefault("<operator_id>", context.getTaskInfo().getTaskName()),
                context.getTaskInfo().getIndexOfThisSubtask(),
                new SecureRandom().nextLong(),
                context.getRestoredCheckpointId().orElse(0) + 1);
    }

    /** The ids of one partition and checkpoint. */
    private static final class Series {
        final long upper;
        final long middle;
        int next;

        Series(byte[] hash) {
            var bytes = ByteBuffer.wrap(hash);
            upper = bytes.getLong();
            middle = Integer.toUnsignedLong(bytes.getInt()) << Integer.SIZE;
        }
    }

    /** For the next message of the partition. */
    UUID next(int partition) {
        Series series = ofPartition.computeIfAbsent(partition, this::series);
        var id = new UUID(series.upper, series.middle | Integer.toUnsignedLong(series.next));
        series.next = Math.incrementExact(series.next);
        return id;
    }

    /** The earliest checkpoint that messages can belong to which are written now. */
    long checkpoint() {
        return checkpoint;
    }

    /** What is written from now on belongs to a later checkpoint. */
    void checkpointed() {
        checkpoint++;
        ofPartition.clear();
    }

    private Series series(int partition) {
        return new Series(
                digest(
                        ByteBuffer.allocate(writer.length + Integer.BYTES + Long.BYTES)
                                .put(writer)
                                .putInt(partition)
                                .putLong(checkpoint)
                                .array()));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
