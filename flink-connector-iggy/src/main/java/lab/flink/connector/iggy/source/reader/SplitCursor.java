package lab.flink.connector.iggy.source.reader;

import lab.flink.connector.iggy.client.PolledMessages;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.PollConfig;
import lab.flink.connector.iggy.source.metrics.SplitMetrics;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.jspecify.annotations.Nullable;

/** Where the fetcher stands in one split: what to poll next, when, and for how many messages. */
final class SplitCursor {

    /** Before anything is known about the size of messages, a poll asks for so many. */
    private static final int FIRST_COUNT = 64;

    /** A generation that no connection has. */
    private static final int NEVER = Integer.MIN_VALUE;

    private final IggyPartitionSplit split;
    private final SplitMetrics metrics;
    private final PollConfig poll;
    private long nextOffset;
    private long logCreatedMicros;
    private int verifiedGeneration;
    private int pollCount;
    private long pollAtNanos;
    private long idleBackoffNanos;
    private boolean inFlight;
    private boolean paused;
    private boolean released;
    private @Nullable PolledMessages answer;

    SplitCursor(IggyPartitionSplit split, SplitMetrics metrics, PollConfig poll, long nowNanos) {
        this.split = split;
        this.metrics = metrics;
        this.poll = poll;
        this.nextOffset = split.nextOffset();
        this.logCreatedMicros = split.logCreatedMicros();
        this.verifiedGeneration = NEVER;
        this.pollCount = Math.min(FIRST_COUNT, poll.maxMessages());
        this.pollAtNanos = nowNanos;
    }

    String splitId() {
        return split.splitId();
    }

    TopicPartition partition() {
        return split.partition();
    }

    SplitMetrics metrics() {
        return metrics;
    }

    long nextOffset() {
        return nextOffset;
    }

    /** The first offset not to be read any more. */
    long endOffset() {
        return split.stopOffset().orElse(Long.MAX_VALUE);
    }

    int pollCount() {
        return (int) Math.min(pollCount, Math.max(1, endOffset() - nextOffset));
    }

    boolean isFinished() {
        return nextOffset >= endOffset();
    }

    boolean isPaused() {
        return paused;
    }

    void pause(boolean pause) {
        paused = pause;
    }

    /** Whether it is neither being polled nor has an answer waiting. */
    boolean wantsPoll() {
        return !inFlight && answer == null && !paused && !isFinished();
    }

    /** Whether it wants a poll while nobody has checked yet that its log is still the same. */
    boolean wantsCheck(int generation) {
        return wantsPoll() && verifiedGeneration != generation;
    }

    /** Over this connection the log is known to be the one that the offset belongs to. */
    void checked(int generation) {
        verifiedGeneration = generation;
    }

    long logCreatedMicros() {
        return logCreatedMicros;
    }

    /** Reads another log of the same name from its start. */
    void restart(long newLogCreatedMicros, long nowNanos) {
        logCreatedMicros = newLogCreatedMicros;
        advanceTo(0, false, nowNanos);
    }

    boolean isInFlight() {
        return inFlight;
    }

    long pollAtNanos() {
        return pollAtNanos;
    }

    void polling() {
        inFlight = true;
    }

    /** The poll came to nothing: ask again. */
    void pollLost(long nowNanos) {
        inFlight = false;
        pollAtNanos = nowNanos;
    }

    /** Nothing new: wait, each time twice as long. */
    void foundNothing(long nowNanos) {
        idleBackoffNanos =
                Math.min(
                        poll.idleBackoffMax().toNanos(),
                        Math.max(poll.idleBackoffMin().toNanos(), idleBackoffNanos * 2));
        pollAtNanos = nowNanos + idleBackoffNanos;
    }

    /** An answer, to be taken when its turn comes. */
    void found(PolledMessages messages) {
        inFlight = false;
        answer = messages;
        if (messages.count() > 0) {
            long averageBytes = Math.max(1, messages.sizeBytes() / messages.count());
            long fitting = Math.max(1, poll.targetBytes() / averageBytes);
            pollCount = (int) Math.min(poll.maxMessages(), fitting);
        }
    }

    @Nullable PolledMessages takeAnswer() {
        PolledMessages taken = answer;
        answer = null;
        return taken;
    }

    boolean hasAnswer() {
        return answer != null;
    }

    /** The next poll begins at {@code next}; a log with nothing behind that is given a moment. */
    void advanceTo(long next, boolean caughtUp, long nowNanos) {
        nextOffset = next;
        idleBackoffNanos = 0;
        pollAtNanos = caughtUp ? nowNanos + poll.idleBackoffMin().toNanos() : nowNanos;
    }

    boolean isReleased() {
        return released;
    }

    /** Not read here any more: lets go of the answer's buffer. */
    void release() {
        released = true;
        PolledMessages waiting = takeAnswer();
        if (waiting != null) {
            waiting.close();
        }
    }
}
