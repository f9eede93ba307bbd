// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.split;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import lab.flink.connector.iggy.client.MessageMark;
import org.apache.flink.annotation.Internal;

/** How far a split has been emitted: what the next checkpoint will say. */
@Internal
public final class IggyPartitionSplitState {

    private final IggyPartitionSplit split;
    private long logCreatedMicros;
    private OptionalLong stopOffset;
    private boolean emitted;
    private long lastTimestampMicros;
    private int lastChecksum;

    /** Written by the task thread only; metrics may read it. */
    private final AtomicLong nextOffset;

    public IggyPartitionSplitState(IggyPartitionSplit split) {
        this.split = split;
        this.logCreatedMicros = split.logCreatedMicros();
        this.stopOffset = split.stopOffset();
        this.nextOffset = new AtomicLong(split.nextOffset());
    }

    public long nextOffset() {
        return nextOffset.getOpaque();
    }

    /** From here on messages are of this log, and are read up to there. */
    public void reading(long ofLogCreatedMicros, OptionalLong upTo) {
        logCreatedMicros = ofLogCreatedMicros;
        stopOffset = upTo;
    }

    /** A message with this mark has been emitted, and {@code next} is the offset behind it. */
    public void advanceTo(long next, long timestampMicros, int checksum) {
        emitted = true;
        lastTimestampMicros = timestampMicros;
        lastChecksum = checksum;
        nextOffset.setOpaque(next);
    }

    public IggyPartitionSplit toSplit() {
        return new IggyPartitionSplit(
                split.partition(),
                logCreatedMicros,
                nextOffset(),
                stopOffset,
                emitted
                        ? Optional.of(new MessageMark(lastTimestampMicros, lastChecksum))
                        : split.before());
    }
}
