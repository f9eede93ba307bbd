// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.Internal;

/** A topic as the server describes it, partitions in order of their ids. */
@Internal
public record TopicInfo(String name, List<PartitionInfo> partitions) {

    public TopicInfo {
        partitions = List.copyOf(partitions);
    }

    /** The partition by its id, if it is there. */
    public Optional<PartitionInfo> partition(TopicPartition partition) {
        return partitions.stream().filter(info -> info.id() == partition.partition()).findFirst();
    }

    /**
     * One partition's log.
     *
     * @param headOffset offset of its newest message, and 0 while it has none
     */
    public record PartitionInfo(int id, long createdAtMicros, long headOffset, long messageCount) {

        /** The offset that the next message will get. */
        public long nextOffset() {
            return headOffset == 0 && messageCount == 0 ? 0 : headOffset + 1;
        }
    }
}
