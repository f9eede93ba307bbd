// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/**
 * Where a partition's log ended at some moment.
 *
 * @param logCreatedMicros which log that was: when the partition was made
 * @param nextOffset the offset that the next message was to get
 */
@Internal
public record LogEnd(long logCreatedMicros, long nextOffset) implements Serializable {

    /** A real server says the moment a few milliseconds differently after each of its starts. */
    private static final long SAME_LOG_MICROS = 1_000_000;

    /** Of a partition that was not there. */
    public static final LogEnd NONE = new LogEnd(0, 0);

    public static LogEnd of(TopicInfo.PartitionInfo partition) {
        return new LogEnd(partition.createdAtMicros(), partition.nextOffset());
    }

    /** Whether the partition has been deleted and made anew since. */
    boolean isOfAnotherLog(TopicInfo.PartitionInfo now) {
        return Math.abs(now.createdAtMicros() - logCreatedMicros) > SAME_LOG_MICROS;
    }
}
