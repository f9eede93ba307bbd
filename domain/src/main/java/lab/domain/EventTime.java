package lab.domain;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * When something happened at the exchange: ISO-8601 in UTC with at most six fraction digits.
 *
 * <p>Nothing that the lab reads is older than 2009, the year of the first bitcoin. How far ahead of
 * the clock a time may be is for the reader to say: see {@link #checkNotAhead}.
 */
public final class EventTime {
    private static final Instant EARLIEST = Instant.parse("2009-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    /** A clock that is wrong by less than this is believed. */
    public static final Duration AHEAD_MAX = Duration.ofDays(1);

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
                    .appendLiteral('Z')
                    .toFormatter(Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private EventTime() {}

    /**
     * Reads {@code 2021-04-17T16:43:30.244075Z}, with none to six fraction digits.
     *
     * @throws IllegalArgumentException naming {@code what} if it is no such time
     */
    public static Instant parse(String what, String text) {
        Checks.check(
                text.length() >= 20 && text.length() <= 27 && text.endsWith("Z"),
                "%s: must be ISO-8601 UTC with at most 6 fraction digits, was %s",
                what,
                Decimal8.quoted(text));
        try {
            Instant time = Instant.parse(text);
            check(what, time);
            return time;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "%s: must be ISO-8601 UTC with at most 6 fraction digits, was %s"
                            .formatted(what, Decimal8.quoted(text)),
                    e);
        }
    }

    /** Always six fraction digits. */
    public static String format(Instant time) {
        return FORMAT.format(time);
    }

    /**
     * Refuses a time that lies more than a day ahead of when the message was received: believed, it
     * would make everything after it late.
     */
    public static void checkNotAhead(String what, Instant time, Instant received) {
        Checks.check(
                !time.isAfter(received.plus(AHEAD_MAX)),
                "%s: must not be more than a day after it was received, was %s",
                what,
                time);
    }

    /** Microseconds since 1970. */
    public static long toMicros(Instant time) {
        return time.getEpochSecond() * 1_000_000L + time.getNano() / 1_000;
    }

    public static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    static void check(String what, Instant time) {
        Checks.check(
                !time.isBefore(EARLIEST) && time.isBefore(LATEST),
                "%s: must be between 2009 and 2262, was %s",
                what,
                time);
        Checks.check(
                time.truncatedTo(ChronoUnit.MICROS).equals(time),
                "%s: at most microseconds, was %s",
                what,
                time);
    }
}
