// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.enumerator;

import java.util.List;
import java.util.Set;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.apache.flink.annotation.Internal;

/**
 * What the enumerator must not forget.
 *
 * @param assigned ids of the splits that readers hold (and keep in their own state): never to be
 *     given out again
 * @param unassigned splits found, with their offsets resolved, whose reader is not there yet
 * @param discovered whether the topics have been looked at once; partitions found after that are
 *     new, and are read from their start
 */
@Internal
public record IggyEnumeratorState(
        Set<String> assigned, List<IggyPartitionSplit> unassigned, boolean discovered) {

    public IggyEnumeratorState {
        assigned = Set.copyOf(assigned);
        unassigned = List.copyOf(unassigned);
    }

    /** Before anything has been looked at. */
    public static IggyEnumeratorState initial() {
        return new IggyEnumeratorState(Set.of(), List.of(), false);
    }
}
