package lab.lancer.imports;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far apart the rows of a file of candles are: the greatest step on which all of them lie, or
 * almost all, since exchanges end a table of hours with the one that is not over. Candles of an
 * hour read like candles of a minute, and would be believed.
 */
final class StepWatch {
    /** Fewer may lie on a coarser step by chance. */
    private static final int ROWS_MIN = 10;

    /** Of so many rows and more, one in twenty may lie beside the step of the others. */
    private static final int MANY_ROWS = 20;

    private static final int ODD_OF = 20;

    /** Of fewer rows one may lie there, two steps from others, if their step is no chance. */
    private static final int ODD_STEPS_OF_FEW = 2;

    private static final int STEP_OF_FEW_MIN = 5;

    /** Where three rows and more lie on one step, once in so many times that is chance. */
    private static final long CHANCE = 3_000;

    private static final int ROWS_OF_CHANCE_MIN = 3;

    private static final int STEPS_KNOWN_MAX = 1_000;

    private final Map<Long, Long> steps = new HashMap<>();
    private long rows;
    private long step;
    private long last;
    private @Nullable Duration usualStep;
    private boolean isUsualKnown;

    void see(long minute) {
        if (rows++ > 0) {
            long here = Math.abs(minute - last);
            step = gcd(step, here);
            if (rows <= STEPS_KNOWN_MAX) {
                steps.merge(here, 1L, Long::sum);
            }
        }
        last = minute;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Whether no row to come can make it coarse. */
    boolean isFine() {
        return step == 1 && (isFineOftenEnough() || (rows > STEPS_KNOWN_MAX && usual().isEmpty()));
    }

    /** Whether steps of the first rows are so often fine that the rest cannot outweigh them. */
    private boolean isFineOftenEnough() {
        return steps.getOrDefault(1L, 0L) * ODD_OF > STEPS_KNOWN_MAX;
    }

    /** The step, if it is too coarse for candles of a minute. */
    Optional<Duration> coarse() {
        if (rows >= ROWS_MIN && step > 1) {
            return Optional.of(Duration.ofMinutes(step));
        }
        if (rows >= ROWS_MIN) {
            return usual();
        }
        return isNoChance() ? Optional.of(Duration.ofMinutes(step)) : Optional.empty();
    }

    /** Whether so few rows would hardly ever lie on one step in a market that is quiet between. */
    private boolean isNoChance() {
        long moves = rows - 1 - steps.getOrDefault(0L, 0L);
        return moves + 1 >= ROWS_OF_CHANCE_MIN
                && step >= STEP_OF_FEW_MIN
                && Math.pow((double) step, (double) moves) >= CHANCE;
    }

    /** A coarse step that almost all rows have kept. */
    private Optional<Duration> usual() {
        if (rows <= STEPS_KNOWN_MAX) {
            return usualSoFar();
        }
        if (!isUsualKnown) {
            usualStep = usualSoFar().orElse(null);
            isUsualKnown = true;
        }
        return Optional.ofNullable(usualStep);
    }

    private Optional<Duration> usualSoFar() {
        long seen = steps.values().stream().mapToLong(Long::longValue).sum();
        return steps.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry<Long, Long>::getValue))
                .map(Map.Entry::getKey)
                .filter(usual -> usual > 1)
                .filter(usual -> isUsual(usual, seen))
                .map(Duration::ofMinutes);
    }

    private boolean isUsual(long step, long seen) {
        long odd = odd(step);
        return rows < MANY_ROWS
                ? step >= STEP_OF_FEW_MIN && odd <= ODD_STEPS_OF_FEW
                : odd * ODD_OF <= seen;
    }

    private long odd(long usual) {
        return steps.entrySet().stream()
                .filter(step -> step.getKey() % usual != 0)
                .mapToLong(Map.Entry::getValue)
                .sum();
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
