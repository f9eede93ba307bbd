// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.PolledMessages;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.source.loss.DataLossException;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when what was to be read is gone. The server never says so: it answers an offset that is
 * no longer retained with the next message it has, an offset behind the end with nothing, and knows
 * nothing of the log that had the same name before. Either the task fails, or reading goes on with
 * what there is.
 *
 * <p>The last message read is looked at again with every poll. That one alone tells a log that was
 * purged, cut by a crash, or deleted, and is longer than our offset by the time we ask.
 */
final class DataLossGuard {

    private static final Logger log = LoggerFactory.getLogger(DataLossGuard.class);

    /** A real server says a partition's age some milliseconds differently after a restart. */
    private static final long SAME_LOG_MICROS = Duration.ofSeconds(1).toNanos() / 1_000;

    private final DataLossPolicy policy;
    private final IggySourceReaderMetrics metrics;

    DataLossGuard(DataLossPolicy policy, IggySourceReaderMetrics metrics) {
        this.policy = policy;
        this.metrics = metrics;
    }

    /** Compares a partition as the server describes it with what we know of it. */
    void partition(SplitCursor cursor, PartitionInfo info, long nowNanos) throws DataLossException {
        if (Math.abs(info.createdAtMicros() - cursor.logCreatedMicros()) > SAME_LOG_MICROS) {
            Instant created = Instant.EPOCH.plus(info.createdAtMicros(), ChronoUnit.MICROS);
            lost(cursor, "the partition was deleted and made anew at " + created);
            cursor.restart(info.createdAtMicros(), info.nextOffset(), nowNanos);
        } else if (info.nextOffset() < cursor.nextOffset()) {
            shorter(cursor, info.nextOffset(), nowNanos);
        } else if (info.messageCount() == 0 && info.nextOffset() > cursor.nextOffset()) {
            // No poll would tell: it finds nothing, as at the end of a log that has all
            lost(cursor, "nothing is retained before offset " + info.nextOffset());
            cursor.jump(info.nextOffset(), nowNanos);
        }
    }

    /** The topic is there, and the partition is not. */
    void gone(SplitCursor cursor) throws DataLossException {
        lost(cursor, "the partition was deleted");
    }

    /**
     * Compares an answer with what there must be, and moves to its first message. Whether its
     * messages may be read: if not, the cursor says what to ask for instead.
     */
    boolean accepts(SplitCursor cursor, PolledMessages answer, long nowNanos)
            throws DataLossException {
        boolean overlapping = cursor.polled() == SplitCursor.Polled.OVERLAPPING;
        if (!answer.next()) {
            nothing(cursor, answer.headOffset(), overlapping, nowNanos);
            return true;
        }
        if (overlapping && answer.offset() == cursor.nextOffset() - 1) {
            return isSameLog(cursor, answer, nowNanos);
        }
        if (answer.offset() > cursor.nextOffset()) {
            lost(cursor, "the first message retained has offset " + answer.offset());
            return true;
        }
        if (cursor.polled() == SplitCursor.Polled.AHEAD) {
            cursor.proceed(nowNanos);
            return false;
        }
        return true;
    }

    /**
     * What lies at the offset is no message, whenever the server is asked. Nobody knows where the
     * log is whole again, so there is nothing to go on with, whatever the policy.
     */
    DataLossException unreadable(SplitCursor cursor, IggyException last) {
        metrics.dataLost();
        return new DataLossException(
                "partition %s: the message at offset %d must be there, but the server's log is damaged: %d times it answered with what cannot be, lastly: %s (make the topic anew, or start behind the damage; scan.on-data-loss = warn does not help)"
                        .formatted(
                                cursor.partition(),
                                cursor.nextOffset(),
                                IggyException.DAMAGED_ANSWERS_MAX,
                                last.getMessage()));
    }

    private void nothing(SplitCursor cursor, long headOffset, boolean overlapping, long nowNanos)
            throws DataLossException {
        long next = cursor.nextOffset();
        if (headOffset + 1 < next) {
            shorter(cursor, headOffset == 0 ? 0 : headOffset + 1, nowNanos);
        } else if (overlapping && next == 1 && headOffset == 0) {
            shorter(cursor, 0, nowNanos); // the only message was asked for, and is not there
        } else if (headOffset + 1 > next) {
            cursor.uncheck(); // a look at the topic tells a log that was emptied
        }
    }

    private boolean isSameLog(SplitCursor cursor, PolledMessages answer, long nowNanos)
            throws DataLossException {
        MessageMark mark = answer.mark();
        if (cursor.before().filter(before -> !before.equals(mark)).isPresent()) {
            lost(
                    cursor,
                    "the one before it, at offset %d, is not the message that was read there: the log was emptied or cut, and written anew"
                            .formatted(answer.offset()));
            cursor.seek(answer.offset(), answer.headOffset() + 1, nowNanos);
            return false;
        }
        cursor.reread(mark, answer.bytes());
        if (!cursor.isNews(answer) && answer.headOffset() >= cursor.nextOffset()) {
            cursor.lookAhead(nowNanos);
            return false;
        }
        return true;
    }

    private void shorter(SplitCursor cursor, long logEnd, long nowNanos) throws DataLossException {
        String end = logEnd == 0 ? "the log is empty" : "the log ends at offset " + (logEnd - 1);
        lost(cursor, end + ", it is shorter than it was");
        cursor.seek(logEnd, logEnd, nowNanos);
    }

    private void lost(SplitCursor cursor, String what) throws DataLossException {
        String message =
                "partition %s: the message at offset %d must be there, but %s"
                        .formatted(cursor.partition(), cursor.nextOffset(), what);
        metrics.dataLost();
        if (policy == DataLossPolicy.FAIL) {
            throw new DataLossException(message + " (scan.on-data-loss = fail)");
        }
        log.warn("data lost, going on: {}", message);
    }
}
