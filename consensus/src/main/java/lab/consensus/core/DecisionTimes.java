package lab.consensus.core;

import static lab.domain.Checks.check;

import java.time.Duration;
import java.time.Instant;

/** The event times at which is decided: one a minute, always so long after the full minute. */
public record DecisionTimes(Duration offset) {
    public static final Duration PERIOD = Duration.ofMinutes(1);

    public DecisionTimes {
        check(
                !offset.isNegative()
                        && offset.compareTo(PERIOD) < 0
                        && offset.toNanos() % 1_000_000_000 == 0,
                "decision offset: must be whole seconds less than a minute, was %s",
                offset);
    }

    /** The last one that is not after a time. */
    public Instant atOrBefore(Instant time) {
        long period = PERIOD.toSeconds();
        long past = Math.floorMod(time.getEpochSecond() - offset.toSeconds(), period);
        return Instant.ofEpochSecond(time.getEpochSecond() - past);
    }

    /** The first one after a time. */
    public Instant after(Instant time) {
        return atOrBefore(time).plus(PERIOD);
    }
}
