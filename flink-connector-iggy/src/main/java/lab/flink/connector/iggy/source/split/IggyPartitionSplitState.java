package lab.flink.connector.iggy.source.split;

import java.util.concurrent.atomic.AtomicLong;

/** How far a split has been emitted: what the next checkpoint will say. */
public final class IggyPartitionSplitState {

    private final IggyPartitionSplit split;
    private long logCreatedMicros;

    /** Written by the task thread only; metrics may read it. */
    private final AtomicLong nextOffset;

    public IggyPartitionSplitState(IggyPartitionSplit split) {
        this.split = split;
        this.logCreatedMicros = split.logCreatedMicros();
        this.nextOffset = new AtomicLong(split.nextOffset());
    }

    public long nextOffset() {
        return nextOffset.getOpaque();
    }

    /** The record before {@code next} of this log has been emitted. */
    public void advanceTo(long next, long ofLogCreatedMicros) {
        logCreatedMicros = ofLogCreatedMicros;
        nextOffset.setOpaque(next);
    }

    public IggyPartitionSplit toSplit() {
        return new IggyPartitionSplit(
                split.partition(), logCreatedMicros, nextOffset(), split.stopOffset());
    }
}
