// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.util.Optional;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import org.apache.flink.annotation.Internal;

/**
 * Where a partition's log ended at some moment.
 *
 * @param logCreatedMicros which log that was: when the partition was made
 * @param nextOffset the offset that the next message was to get
 * @param last what the message before that was, if it is known: by this a log is another one that
 *     was emptied or cut, and has grown past that offset since
 */
@Internal
public record LogEnd(long logCreatedMicros, long nextOffset, Optional<MessageMark> last) {

    /** A real server says the moment a few milliseconds differently after each of its starts. */
    private static final long SAME_LOG_MICROS = 1_000_000;

    /** Of a partition that was not there. */
    public static final LogEnd NONE = startOf(0);

    /** The very start of a log: whatever is in it is behind that. */
    static LogEnd startOf(long logCreatedMicros) {
        return new LogEnd(logCreatedMicros, 0, Optional.empty());
    }

    /** Whether the partition has been deleted and made anew since, or its log become shorter. */
    boolean isOfAnotherLog(PartitionInfo now) {
        return Math.abs(now.createdAtMicros() - logCreatedMicros) > SAME_LOG_MICROS
                || now.nextOffset() < nextOffset;
    }
}
