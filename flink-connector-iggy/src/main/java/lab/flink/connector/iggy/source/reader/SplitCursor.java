// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.PollFrom;
import lab.flink.connector.iggy.client.PolledMessages;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.config.PollConfig;
import lab.flink.connector.iggy.source.metrics.SplitMetrics;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.jspecify.annotations.Nullable;

/**
 * Where the fetcher stands in one split: what to poll next, when, and for how many messages.
 *
 * <p>A poll begins one message before the next one, so that its answer itself shows whether the log
 * is still the one that was read: no request more, and no moment between the look and the reading.
 */
final class SplitCursor {

    /** A message comes to be read late by at most a fiftieth of the silence before it. */
    private static final int SILENCE_PER_PAUSE = 50;

    /** Before anything is known about the size of messages, a poll asks for so many. */
    private static final int FIRST_COUNT = 64;

    /** A message of more bytes is not read again and again while nothing comes behind it. */
    private static final int REREAD_IDLE_BYTES_MAX = 16 << 10;

    /** A generation that no connection has. */
    private static final int NEVER = Integer.MIN_VALUE;

    private final IggyPartitionSplit split;
    private final SplitMetrics metrics;
    private final PollConfig poll;
    private long nextOffset;
    private long endOffset;
    private long logCreatedMicros;
    private @Nullable MessageMark before;
    private int beforeBytes;
    private boolean idle;
    private boolean lookAhead;
    private boolean seeking;
    private long seekAtMost;
    private Polled polled = Polled.PLAIN;
    private int verifiedGeneration;
    private int pollCount;
    private int damagedAnswers;
    private @Nullable Long failingSinceNanos;
    private long pollAtNanos;
    private long silentSinceNanos;
    private boolean inFlight;
    private boolean paused;
    private boolean released;
    private boolean gone;
    private @Nullable PolledMessages answer;

    SplitCursor(IggyPartitionSplit split, SplitMetrics metrics, PollConfig poll, long nowNanos) {
        this.split = split;
        this.metrics = metrics;
        this.poll = poll;
        this.nextOffset = split.nextOffset();
        this.endOffset = split.stopOffset().orElse(Long.MAX_VALUE);
        this.before = split.before().orElse(null);
        this.logCreatedMicros = split.logCreatedMicros();
        this.verifiedGeneration = NEVER;
        this.pollCount = Math.min(FIRST_COUNT, poll.maxMessages());
        this.pollAtNanos = nowNanos;
        this.silentSinceNanos = nowNanos;
    }

    /** What the poll asked for. */
    enum Polled {
        /** From the first message on: there is none before it. */
        PLAIN,
        /** From the message before the next one on. */
        OVERLAPPING,
        /** From the next message on; if it is there, it is asked for again, overlapping. */
        AHEAD,
        /** The first message that is newer than the last one read. */
        SEEKING
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
        return endOffset;
    }

    OptionalLong stopOffset() {
        return endOffset == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(endOffset);
    }

    boolean isFinished() {
        return gone || (!seeking && nextOffset >= endOffset);
    }

    /** Whether its partition is not there any more. */
    boolean isGone() {
        return gone;
    }

    /** Its partition is not there any more: there is nothing to read until it is made anew. */
    void gone() {
        gone = true;
    }

    /** The message before the next one, if it is known. */
    Optional<MessageMark> before() {
        return Optional.ofNullable(before);
    }

    boolean isPaused() {
        return paused;
    }

    void pause(boolean pause) {
        paused = pause;
        failingSinceNanos = null; // nobody asks meanwhile
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

    /** The log may not be the same any more: to be checked before the next poll. */
    void uncheck() {
        verifiedGeneration = NEVER;
        failingSinceNanos = null;
    }

    long logCreatedMicros() {
        return logCreatedMicros;
    }

    /** Reads another log of the same name from its start; a bounded read ends where it ends now. */
    void restart(long newLogCreatedMicros, long end, long nowNanos) {
        logCreatedMicros = newLogCreatedMicros;
        endBy(end);
        jump(0, nowNanos);
    }

    /**
     * The log was written anew from some offset on, at most {@code atMost}: finds it by the time of
     * the last message read. A bounded read ends where the log ends now.
     */
    void seek(long atMost, long end, long nowNanos) {
        endBy(end);
        if (before == null) {
            jump(atMost, nowNanos);
        } else {
            seeking = true;
            seekAtMost = atMost;
            pollAtNanos = nowNanos;
        }
    }

    /** The first message newer than the last one read has this offset, if there is one. */
    void sought(OptionalLong found, long nowNanos) {
        seeking = false;
        jump(Math.min(found.orElse(seekAtMost), seekAtMost), nowNanos);
    }

    /** Goes on at another offset, of whose message before nothing is known. */
    void jump(long next, long nowNanos) {
        nextOffset = next;
        before = null;
        beforeBytes = 0;
        proceed(nowNanos);
    }

    private void endBy(long end) {
        if (endOffset != Long.MAX_VALUE) {
            endOffset = Math.min(endOffset, end);
        }
    }

    boolean isInFlight() {
        return inFlight;
    }

    long pollAtNanos() {
        return pollAtNanos;
    }

    /** A poll from there is on its way. */
    PollFrom polling() {
        inFlight = true;
        if (seeking) {
            polled = Polled.SEEKING;
            long after = requireNonNull(before).timestampMicros() + 1;
            return new PollFrom.Timestamp(Instant.EPOCH.plus(after, ChronoUnit.MICROS));
        }
        if (nextOffset == 0) {
            polled = Polled.PLAIN;
        } else if (lookAhead || (idle && beforeBytes > REREAD_IDLE_BYTES_MAX)) {
            polled = Polled.AHEAD;
        } else {
            polled = Polled.OVERLAPPING;
            return new PollFrom.Offset(nextOffset - 1);
        }
        return new PollFrom.Offset(nextOffset);
    }

    /** What the last poll asked for. */
    Polled polled() {
        return polled;
    }

    /** For how many messages it asks; the one that it reads again comes on top. */
    int pollCount() {
        if (polled == Polled.SEEKING) {
            return 1;
        }
        int wanted = (int) Math.min(pollCount, Math.max(1, endOffset - nextOffset));
        return polled == Polled.OVERLAPPING ? wanted + 1 : wanted;
    }

    /** The poll came to nothing: ask again. */
    void pollLost(long nowNanos) {
        inFlight = false;
        pollAtNanos = nowNanos;
    }

    /** The poll itself failed; says for how long none has succeeded. */
    Duration failingFor(long nowNanos) {
        Long since = failingSinceNanos;
        if (since == null) {
            since = nowNanos;
            failingSinceNanos = since;
        }
        return Duration.ofNanos(nowNanos - since);
    }

    /** The server answered with what cannot be; says how often since it last gave messages. */
    int damagedAnswer() {
        return ++damagedAnswers;
    }

    /** Nothing new: wait for a share of how long there has been nothing. */
    void foundNothing(long nowNanos) {
        idle = true;
        lookAhead = false;
        long pause =
                Math.max(
                        poll.idleBackoffMin().toNanos(),
                        (nowNanos - silentSinceNanos) / SILENCE_PER_PAUSE);
        pollAtNanos = nowNanos + Math.min(poll.idleBackoffMax().toNanos(), pause);
    }

    /** An answer, to be taken when its turn comes. */
    void found(PolledMessages messages) {
        inFlight = false;
        damagedAnswers = 0;
        failingSinceNanos = null;
        answer = messages;
        if (isNews(messages)) {
            long averageBytes = Math.max(1, messages.sizeBytes() / messages.count());
            long fitting = Math.max(1, poll.targetBytes() / averageBytes);
            pollCount = (int) Math.min(poll.maxMessages(), fitting);
        }
    }

    /** Whether there is a message that has not been read yet. */
    boolean isNews(PolledMessages messages) {
        return messages.count() > 0 && messages.lastOffset() >= nextOffset;
    }

    @Nullable PolledMessages takeAnswer() {
        PolledMessages taken = answer;
        answer = null;
        return taken;
    }

    boolean hasAnswer() {
        return answer != null;
    }

    /** Everything up to the answer's end is being read; a log that ends there is given a moment. */
    void read(PolledMessages messages, long nowNanos) {
        long next = messages.lastOffset() + 1;
        nextOffset = Math.min(next, endOffset);
        before = messages.lastMark();
        beforeBytes = messages.lastBytes();
        proceed(nowNanos);
        if (next > messages.headOffset()) {
            pollAtNanos = nowNanos + poll.idleBackoffMin().toNanos();
        }
    }

    /** The message before the next one has been looked at, and is this. */
    void reread(MessageMark mark, int bytes) {
        before = mark;
        beforeBytes = bytes;
    }

    /** The next poll asks where the log goes on. */
    void lookAhead(long nowNanos) {
        lookAhead = true;
        pollAtNanos = nowNanos;
    }

    /** Polls again at once, as one that is not idle. */
    void proceed(long nowNanos) {
        idle = false;
        lookAhead = false;
        silentSinceNanos = nowNanos;
        pollAtNanos = nowNanos;
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
