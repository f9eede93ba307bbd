package lab.flink.connector.iggy.source.reader;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.source.DataLossPolicy;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when what was to be read is gone. The server never says so: it answers an offset that is
 * no longer retained with the next message it has, an offset behind the end with nothing, and knows
 * nothing of the log that had the same name before. Either the task fails, or reading goes on with
 * what there is.
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
            cursor.restart(info.createdAtMicros(), nowNanos);
        } else if (info.nextOffset() < cursor.nextOffset()) {
            lost(cursor, shorter(info.nextOffset() - 1));
            cursor.advanceTo(info.nextOffset(), true, nowNanos);
        } else if (info.messageCount() == 0 && info.nextOffset() > cursor.nextOffset()) {
            // No poll would tell: it finds nothing, as at the end of a log that has all
            lost(cursor, "nothing is retained before offset " + info.nextOffset());
            cursor.advanceTo(info.nextOffset(), true, nowNanos);
        }
    }

    /** A poll found nothing; the newest message has this offset. */
    void nothingAtHead(SplitCursor cursor, long headOffset, long nowNanos)
            throws DataLossException {
        if (headOffset + 1 < cursor.nextOffset()) {
            lost(cursor, shorter(headOffset));
            cursor.advanceTo(headOffset == 0 ? 0 : headOffset + 1, true, nowNanos);
        }
    }

    /** A poll's first message has this offset. */
    void firstMessage(SplitCursor cursor, long offset) throws DataLossException {
        if (offset > cursor.nextOffset()) {
            lost(cursor, "the first message retained has offset " + offset);
        }
    }

    private static String shorter(long headOffset) {
        return "the log ends at offset " + headOffset + ", it is shorter than it was";
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
