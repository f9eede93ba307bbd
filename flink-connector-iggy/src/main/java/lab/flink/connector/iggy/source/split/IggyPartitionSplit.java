// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.split;

import java.util.Optional;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One partition, from the next offset to read up to where to stop.
 *
 * @param logCreatedMicros when the server made this log: tells it from a later one of the same name
 * @param nextOffset always a real offset: "latest" and its like are resolved by the enumerator
 * @param stopOffset the first offset not to read any more, if the source is bounded
 * @param before the message before the next one, if known: by it a log is recognized that was
 *     emptied or cut, and written anew up to behind the offset
 */
@Internal
public record IggyPartitionSplit(
        TopicPartition partition,
        long logCreatedMicros,
        long nextOffset,
        OptionalLong stopOffset,
        Optional<MessageMark> before)
        implements SourceSplit {

    public IggyPartitionSplit {
        if (nextOffset < 0) {
            throw new IllegalArgumentException(
                    "split " + partition + ": offset must not be negative, was " + nextOffset);
        }
    }

    @Override
    public String splitId() {
        return partition.toString();
    }

    /** Whether nothing is left to read. */
    public boolean isFinished() {
        return stopOffset.isPresent() && nextOffset >= stopOffset.getAsLong();
    }
}
