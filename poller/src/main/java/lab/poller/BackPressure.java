package lab.poller;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import lab.domain.EventTime;
import lab.domain.progress.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Holds back a feed that would outrun those who work behind it: it may be so far ahead of the
 * slowest part, in event time, and no further.
 *
 * <p>Parts move by the ticks that they see, and a market may have a hole: over a night of a
 * recording, or from one recording to the next on the same bus. Nobody gets across it before there
 * are ticks behind it. So the limit counts from the slowest part or from where the feed set foot,
 * whichever is later; and it sets foot with its first frames, and again with any frame beyond its
 * limit once the parts have settled all ticks that came before, or retention has removed them: then
 * there is nothing to be ahead of.
 *
 * <p>A frame costs a comparison with a volatile number; the feed's thread and the one that hears
 * the parts meet only where one of them waits.
 */
public final class BackPressure {
    /** A part counts as having settled what it is this close behind. */
    static final Duration SETTLED_WITHIN = Duration.ofSeconds(15);

    /**
     * An exchange greets a subscriber with the newest tick of each pair, which may be hours old: so
     * the feed sets foot with the newest of the frames that came this soon after the first.
     */
    private static final Duration GREETED_WITHIN = Duration.ofSeconds(5);

    private static final int GREETING_FRAMES_MAX = 200;

    /** A wait is not worth telling before. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(1);

    private final AheadLimit aheadLimit;
    private final long limitAheadMicros;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition wanted = lock.newCondition();
    private final Map<String, Long> come = new HashMap<>();
    private final LongAdder waitedNanos = new LongAdder();
    private volatile long limitMicros;
    private volatile @Nullable Wait wait;
    private long slowestMicros = Long.MIN_VALUE;
    private long footMicros = Long.MIN_VALUE;
    private long newestTickMicros = Long.MIN_VALUE;
    private Instant firstReceived = Instant.EPOCH;
    private int greetings;
    private boolean isReleased;

    private record Wait(String part, long sinceNanos) {}

    public BackPressure(AheadLimit aheadLimit) {
        this.aheadLimit = aheadLimit;
        this.limitAheadMicros = EventTime.toMicros(Instant.EPOCH.plus(aheadLimit.max()));
        this.limitMicros = aheadLimit.parts().isEmpty() ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    /** Holds back nothing. */
    static BackPressure open() {
        return new BackPressure(AheadLimit.UNBOUNDED);
    }

    /**
     * Returns when the feed may show a frame, or has been released.
     *
     * @param received when it came to the feed
     */
    public void awaitMayPass(Instant eventTime, Instant received) throws InterruptedException {
        long micros = EventTime.toMicros(eventTime);
        if (micros > limitMicros) {
            awaitLimit(micros, received);
        }
    }

    /**
     * Says, before anything is shown, that the feed goes on where an earlier run of it stopped: it
     * has a foot on the market already. Else each start would set one anew, and a feed that is
     * killed again and again would get a limit further each time.
     *
     * @param begun where the market begins
     * @param newestTick that it has shown, and that the parts have to settle before a hole is
     *     crossed
     */
    public void goOn(Instant begun, Instant newestTick) {
        lock.lock();
        try {
            greetings = GREETING_FRAMES_MAX;
            footMicros = EventTime.toMicros(begun);
            passed(newestTick);
            setLimit();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a frame may be shown without a wait. */
    public boolean mayPass(long eventTimeMicros) {
        return eventTimeMicros <= limitMicros;
    }

    /** Says that the feed has shown a tick; its own thread calls this. */
    public void passed(Instant tickTime) {
        newestTickMicros = Math.max(newestTickMicros, EventTime.toMicros(tickTime));
    }

    /** The same. */
    public void passed(long tickMicros) {
        newestTickMicros = Math.max(newestTickMicros, tickMicros);
    }

    private void awaitLimit(long micros, Instant received) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long begun = System.nanoTime();
            while (micros > limitMicros && !isReleased) {
                if (isGreeting(received) || isSettled()) {
                    footMicros = Math.max(footMicros, micros);
                    setLimit();
                } else {
                    wait = new Wait(slowest(), begun);
                    wanted.signalAll();
                    changed.await();
                }
            }
            if (wait != null) {
                waitedNanos.add(System.nanoTime() - begun);
            }
        } finally {
            wait = null;
            lock.unlock();
        }
    }

    private boolean isGreeting(Instant received) {
        if (greetings == 0) {
            firstReceived = received;
        }
        return greetings++ < GREETING_FRAMES_MAX
                && !received.isAfter(firstReceived.plus(GREETED_WITHIN));
    }

    private boolean isSettled() {
        return newestTickMicros == Long.MIN_VALUE
                || slowestMicros
                        >= newestTickMicros
                                - EventTime.toMicros(Instant.EPOCH.plus(SETTLED_WITHIN));
    }

    /**
     * Hears how far a part has come.
     *
     * @param isOfThisRun whether it was said since the feed was started: the end of an earlier
     *     market is not the end of this one
     */
    void hear(Progress progress, boolean isOfThisRun) {
        if (!aheadLimit.parts().contains(progress.part())) {
            return;
        }
        boolean isDone = progress.ended() && isOfThisRun;
        lock.lock();
        try {
            come.put(
                    progress.part(), isDone ? Long.MAX_VALUE : EventTime.toMicros(progress.time()));
            slowestMicros = come.getOrDefault(slowest(), Long.MIN_VALUE);
            setLimit();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hears that the bus holds no tick any more: while a part was away, retention removed those
     * that the feed waits for it to settle. Nobody will ever see them.
     */
    void hearTicksAreGone() {
        lock.lock();
        try {
            if (wait != null) {
                newestTickMicros = Long.MIN_VALUE;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private String slowest() {
        return aheadLimit.parts().stream()
                .min(
                        Comparator.<String>comparingLong(
                                        part -> come.getOrDefault(part, Long.MIN_VALUE))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    private void setLimit() {
        if (footMicros != Long.MIN_VALUE && !isReleased) {
            long from = Math.max(footMicros, slowestMicros);
            limitMicros =
                    from > Long.MAX_VALUE - limitAheadMicros
                            ? Long.MAX_VALUE
                            : from + limitAheadMicros;
        }
    }

    /** Whether it never holds anything back. */
    public boolean isUnbounded() {
        return aheadLimit.parts().isEmpty();
    }

    /** Waits until the feed waits, or so long: then its parts are worth asking more often. */
    void awaitWanted(Duration waitMax) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = waitMax.toNanos();
            while (wait == null && left > 0) {
                left = wanted.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the feed through from now on, whoever is behind. */
    public void release() {
        lock.lock();
        try {
            isReleased = true;
            limitMicros = Long.MAX_VALUE;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the feed waits now. */
    public boolean isClosed() {
        return wait != null;
    }

    /** The part that the feed has been waiting for, if it has for a while. */
    public Optional<String> waitingFor() {
        Wait now = wait;
        return now != null && System.nanoTime() - now.sinceNanos() >= TOLD_AFTER.toNanos()
                ? Optional.of(now.part())
                : Optional.empty();
    }

    /** How long the feed has waited in all, the wait under way included. */
    public Duration waited() {
        Wait now = wait;
        long open = now == null ? 0 : System.nanoTime() - now.sinceNanos();
        return Duration.ofNanos(waitedNanos.sum() + open);
    }
}
