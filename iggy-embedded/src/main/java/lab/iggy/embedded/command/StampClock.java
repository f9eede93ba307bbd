package lab.iggy.embedded.command;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The time that the broker stamps messages with: the machine's, but never back, and the same for
 * all partitions. Whoever merges partitions by their stamps, or reads them in step, goes by that:
 * if each went on alone from its newest stamp after the clock was set back by an hour, busy
 * partitions would be an hour ahead of quiet ones for as long.
 *
 * <p>After the clock was set back it goes on at half its pace, until the machine's time has come up
 * to it. So stamps go on to tell what came first.
 */
public final class StampClock implements InstantSource {
    /** Less than this the clock goes back in ordinary life; then the last stamp is given again. */
    private static final long SET_BACK_MICROS = 1_000_000;

    private static final long NANOS_A_SLOW_MICRO = 2_000;

    private final InstantSource clock;
    private final LongSupplier nanos;
    private long last;
    private long lastAtNanos;

    /**
     * Not before what there is.
     *
     * @param nanos time that passes, whatever the clock is set to
     * @param newest stamp of all partitions, in microseconds
     */
    public StampClock(InstantSource clock, LongSupplier nanos, long newest) {
        this.clock = clock;
        this.nanos = nanos;
        this.last = newest;
        this.lastAtNanos = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long now = nanos.getAsLong();
        long told = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        if (told < last - SET_BACK_MICROS) {
            last += (now - lastAtNanos) / NANOS_A_SLOW_MICRO;
            lastAtNanos += (now - lastAtNanos) / NANOS_A_SLOW_MICRO * NANOS_A_SLOW_MICRO;
        } else {
            last = Math.max(told, last);
            lastAtNanos = now;
        }
        return Instant.EPOCH.plus(last, ChronoUnit.MICROS);
    }
}
