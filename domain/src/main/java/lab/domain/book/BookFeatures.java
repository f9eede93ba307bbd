package lab.domain.book;

import java.time.Duration;
import java.time.Instant;
import lab.domain.Pair;

/**
 * A pair's book as it stood at the end of a window: behind all that was said of it before.
 *
 * @param exchange whose book it is
 * @param start of the window, which the window contains
 */
public record BookFeatures(
        Pair pair, String exchange, Resolution resolution, Instant start, Said said) {
    /** How long a window is. Windows begin at whole multiples of it since 1970, UTC. */
    public enum Resolution {
        ONE_SECOND("1s", Duration.ofSeconds(1)),
        ONE_MINUTE("1m", Duration.ofMinutes(1));

        private final String label;
        private final Duration length;
        private final long micros;

        Resolution(String label, Duration length) {
            this.label = label;
            this.length = length;
            this.micros = length.toNanos() / 1_000;
        }

        /** As tables call it: {@code 1s}. */
        public String label() {
            return label;
        }

        public Duration length() {
            return length;
        }

        long startOf(long timeMicros) {
            return Math.floorDiv(timeMicros, micros) * micros;
        }
    }

    /** What can be said of the book. */
    public sealed interface Said {
        /** It was in step, and had both sides. */
        record Known(BookTop top) implements Said {}

        /** It was not, and why. */
        record Unknown(String reason) implements Said {}
    }

    /** The end of the window, which the window does not contain. */
    public Instant end() {
        return start.plus(resolution.length());
    }
}
