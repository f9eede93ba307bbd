package lab.iggy.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's time for what cannot be undone. If the clock jumps by more than an hour between two
 * looks, it is not believed until it has stood by that for an hour: what retention removes because
 * somebody set the date wrong for a minute is gone. Meanwhile time goes on as it did.
 *
 * <p>A machine that slept looks the same, and is doubted for an hour for nothing. What the first
 * look shows is believed, for there is nothing to compare it with.
 */
public final class DoubtedClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(DoubtedClock.class);
    static final Duration BELIEVED_AFTER = Duration.ofHours(1);
    private static final Duration JUMP_MIN = Duration.ofHours(1);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private boolean isBegun;
    private Instant believed = Instant.EPOCH;
    private long believedAtNanos;
    private Duration doubted = Duration.ZERO;
    private long doubtedAtNanos;

    /** Not looked at yet. */
    public DoubtedClock(InstantSource clock) {
        this(clock, System::nanoTime);
    }

    /**
     * The same.
     *
     * @param nanos time that passes, whatever the clock is set to
     */
    DoubtedClock(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public synchronized Instant instant() {
        Instant told = clock.instant();
        long now = nanos.getAsLong();
        if (!isBegun) {
            isBegun = true;
            return believe(told, now);
        }
        Instant expected = believed.plusNanos(now - believedAtNanos);
        Duration jump = Duration.between(expected, told);
        if (jump.abs().compareTo(JUMP_MIN) <= 0) {
            return believe(told, now);
        }
        if (doubted.isZero() || jump.minus(doubted).abs().compareTo(JUMP_MIN) > 0) {
            doubted = jump;
            doubtedAtNanos = now;
            LOG.atWarn()
                    .addKeyValue("seconds", jump.toSeconds())
                    .log("the machine's clock has jumped; nothing expires by it for an hour");
        }
        return now - doubtedAtNanos < BELIEVED_AFTER.toNanos() ? expected : believe(told, now);
    }

    private Instant believe(Instant told, long now) {
        believed = told;
        believedAtNanos = now;
        doubted = Duration.ZERO;
        return told;
    }
}
