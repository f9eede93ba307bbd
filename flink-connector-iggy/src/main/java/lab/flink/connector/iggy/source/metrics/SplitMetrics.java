// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;

/** The numbers of one split: written by the fetcher and the task thread, read by reporters. */
@Internal
public final class SplitMetrics {

    private final AtomicLong nextToFetch = new AtomicLong();
    private final AtomicLong nextInLog = new AtomicLong();
    private volatile LongSupplier nextToEmit;
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong fetchLagMillis = new AtomicLong();

    SplitMetrics(long nextOffset) {
        nextToFetch.set(nextOffset);
        nextInLog.set(nextOffset);
        nextToEmit = () -> nextOffset;
    }

    /** A poll's answer: where the next poll begins, and where the log ends. */
    public void polled(long next, long logEnd) {
        nextToFetch.setOpaque(next);
        nextInLog.setOpaque(logEnd);
    }

    /** The newest record of a fetch is so much older than the fetch. */
    public void fetched(long lagMillis) {
        fetchLagMillis.setOpaque(lagMillis);
    }

    /** Who knows the offset behind the last record emitted. */
    public void emitting(LongSupplier next) {
        nextToEmit = next;
    }

    public void committedUpTo(long next) {
        committed.setOpaque(next);
    }

    long pending() {
        return Math.max(0, nextInLog.getOpaque() - nextToFetch.getOpaque());
    }

    long fetchLagMillis() {
        return fetchLagMillis.getOpaque();
    }

    long nextToEmit() {
        return nextToEmit.getAsLong();
    }

    long committed() {
        return committed.getOpaque();
    }
}
