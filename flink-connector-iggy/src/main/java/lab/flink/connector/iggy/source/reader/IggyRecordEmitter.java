// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import lab.flink.connector.iggy.source.split.IggyPartitionSplitState;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;

/**
 * Emits a message's rows and moves the split's offset past it, both in one step of the task thread:
 * no checkpoint can come between the two. This is the only place where an offset advances.
 */
final class IggyRecordEmitter<T>
        implements RecordEmitter<FetchedMessages<T>, T, IggyPartitionSplitState> {

    @Override
    public void emitRecord(
            FetchedMessages<T> message, SourceOutput<T> output, IggyPartitionSplitState state) {
        long timestampMillis = Math.floorDiv(message.timestampMicros(), 1_000L);
        for (int row = message.firstRow(); row < message.endRow(); row++) {
            output.collect(message.row(row), timestampMillis);
        }
        state.reading(message.logCreatedMicros(), message.stopOffset());
        state.advanceTo(message.offset() + 1, message.timestampMicros(), message.checksum());
    }
}
