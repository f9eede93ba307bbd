package lab.lancer.imports;

import java.time.Duration;
import java.util.Optional;

/**
 * How far apart the rows of a file of candles are: the greatest step on which all of them lie.
 * Candles of an hour read like candles of a minute, and would be believed.
 */
final class StepWatch {
    /** Fewer may lie on a coarser step by chance. */
    private static final int ROWS_MIN = 10;

    /** Nobody sells candles of two minutes; chance puts ten rows on that step now and then. */
    private static final int COARSE_MINUTES = 3;

    private long rows;
    private long step;
    private long last;

    void see(long minute) {
        if (rows++ > 0) {
            step = gcd(step, Math.abs(minute - last));
        }
        last = minute;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Whether no row to come can make it coarse. */
    boolean isFine() {
        return step > 0 && step < COARSE_MINUTES;
    }

    /** The step, if it is too coarse for candles of a minute. */
    Optional<Duration> coarse() {
        return rows >= ROWS_MIN && step >= COARSE_MINUTES
                ? Optional.of(Duration.ofMinutes(step))
                : Optional.empty();
    }

    /** Such as 5m, 1h, 1d. */
    static String name(Duration step) {
        if (step.toSeconds() % 60 != 0) {
            return step.toSeconds() + "s";
        }
        long minutes = step.toMinutes();
        if (minutes % (24 * 60) == 0) {
            return minutes / (24 * 60) + "d";
        }
        return minutes % 60 == 0 ? minutes / 60 + "h" : minutes + "m";
    }
}
