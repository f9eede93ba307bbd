// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.split;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells a reader that it has all the splits there are for it until new partitions appear. One that
 * holds none may call itself idle; before this word it must not, or others' watermarks could run
 * ahead of splits that are on their way to it.
 */
@Internal
public final class AssignedForNowEvent implements SourceEvent {

    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
        return "AssignedForNowEvent";
    }
}
