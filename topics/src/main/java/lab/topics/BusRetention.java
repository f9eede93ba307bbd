package lab.topics;

import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long, and how much of it, the bus keeps each topic. All topics alike, for who replays the
 * market's log needs heartbeats as old as its trades; but the terms of clearing are kept for ever:
 * they are few, and hold until others are said.
 *
 * @param age a message may go when it is older
 * @param bytes of a topic; its oldest messages go when it has more
 */
public record BusRetention(Duration age, long bytes) {
    public static final Duration AGE_MIN = Duration.ofMinutes(1);
    public static final long BYTES_MIN = 64_000_000;

    /** A week, and 10 GB. */
    public static final BusRetention DEFAULT =
            new BusRetention(Duration.ofDays(7), 10_000_000_000L);

    /** Nothing goes. */
    public static final BusRetention FOR_EVER =
            new BusRetention(ChronoUnit.FOREVER.getDuration(), Long.MAX_VALUE);

    /** All ones: never, and without a bound. */
    private static final BigInteger UNLIMITED =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]?I?B)");
    private static final Map<String, Long> UNITS =
            Map.of(
                    "B", 1L,
                    "KB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "TB", 1_000_000_000_000L,
                    "KIB", 1L << 10,
                    "MIB", 1L << 20,
                    "GIB", 1L << 30,
                    "TIB", 1L << 40);

    public BusRetention {
        if (age.compareTo(AGE_MIN) < 0) {
            throw new IllegalArgumentException(
                    "bus retention: must be %d minute or more, was %s"
                            .formatted(AGE_MIN.toMinutes(), age));
        }
        if (bytes < BYTES_MIN) {
            throw new IllegalArgumentException(
                    "bus size: must be %d bytes or more, was %d".formatted(BYTES_MIN, bytes));
        }
    }

    /**
     * Reads a size such as {@code 10GB} or {@code 512MiB}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long parseBytes(String text) {
        Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (size.matches()) {
            Long unit = UNITS.get(size.group(2));
            if (unit != null) {
                try {
                    return Math.multiplyExact(Long.parseLong(size.group(1)), unit);
                } catch (ArithmeticException e) {
                    throw new IllegalArgumentException(
                            "bus size: must be less than 8 EiB, was " + text, e);
                }
            }
        }
        throw new IllegalArgumentException(
                "bus size: must be a number with a unit, such as 10GB or 512MiB, was \"%s\""
                        .formatted(text));
    }

    /** How long a topic keeps a message, as the server takes it. */
    BigInteger micros(Topic topic) {
        return isForEver(topic) ? UNLIMITED : BigInteger.valueOf(age.toNanos() / 1_000);
    }

    /** How large a topic grows, as the server takes it. */
    BigInteger size(Topic topic) {
        return isForEver(topic) ? UNLIMITED : BigInteger.valueOf(bytes);
    }

    private boolean isForEver(Topic topic) {
        return topic == Topic.TERMS || equals(FOR_EVER);
    }
}
