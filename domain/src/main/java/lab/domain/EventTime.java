package lab.domain;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.temporal.ChronoField;

/**
 * When something happened at the exchange: ISO-8601 in UTC with at most six fraction digits.
 *
 * <p>Nothing that the lab reads is older than 2009, the year of the first bitcoin. How far ahead of
 * the clock a time may be is for the reader to say: see {@link #checkNotAhead}.
 */
public final class EventTime {
    private static final Instant EARLIEST = Instant.parse("2009-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    /** An exchange's clock may be so far ahead of ours and no further. */
    public static final Duration AHEAD_MAX = Duration.ofSeconds(60);

    private static final long SECONDS_A_DAY = 86_400;

    private EventTime() {}

    /**
     * Reads {@code 2021-04-17T16:43:30.244075Z}, with none to six fraction digits.
     *
     * @throws IllegalArgumentException naming {@code what} if it is no such time
     */
    public static Instant parse(String what, String text) {
        int length = text.length();
        if (length < 20 || length > 27 || text.charAt(length - 1) != 'Z') {
            throw notATime(what, text);
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        int fraction = length == 20 ? 0 : digits(text, 20, length - 1);
        boolean hasForm =
                text.charAt(4) == '-'
                        && text.charAt(7) == '-'
                        && text.charAt(10) == 'T'
                        && text.charAt(13) == ':'
                        && text.charAt(16) == ':'
                        && (length == 20 || (length > 21 && text.charAt(19) == '.'));
        boolean isDate = (year | month | day) >= 0 && month >= 1 && month <= 12 && day >= 1;
        boolean isTime = (hour | minute | second | fraction) >= 0 && hour <= 23 && minute <= 59;
        if (!hasForm || !isDate || !isTime || second > 59 || day > daysOf(year, month)) {
            throw notATime(what, text);
        }
        for (int i = length; i < 30; i++) {
            fraction *= 10;
        }
        long days = epochDay(year, month, day);
        Instant time =
                Instant.ofEpochSecond(
                        ((days * 24 + hour) * 60 + minute) * 60 + second,
                        length == 20 ? 0 : fraction);
        check(what, time);
        return time;
    }

    /** The number between two places of a text; negative if it is not all digits. */
    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int daysOf(int year, int month) {
        return Month.of(month).length(Year.isLeap(year));
    }

    private static long epochDay(int year, int month, int day) {
        return LocalDate.of(year, month, day).toEpochDay();
    }

    private static IllegalArgumentException notATime(String what, String text) {
        return Checks.broken(
                "%s: must be ISO-8601 UTC with at most 6 fraction digits, was %s",
                what, Decimal8.quoted(text));
    }

    /** Always six fraction digits. */
    public static String format(Instant time) {
        long second = time.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_A_DAY));
        int secondOfDay = (int) Math.floorMod(second, SECONDS_A_DAY);
        if (date.getYear() < 0 || date.getYear() > 9999) {
            throw Checks.broken("time: must be between the years 0 and 9999, was %s", time);
        }
        byte[] text = new byte[27];
        put(text, 0, 4, date.getYear(), '-');
        put(text, 5, 2, date.getMonthValue(), '-');
        put(text, 8, 2, date.getDayOfMonth(), 'T');
        put(text, 11, 2, secondOfDay / 3600, ':');
        put(text, 14, 2, secondOfDay / 60 % 60, ':');
        put(text, 17, 2, secondOfDay % 60, '.');
        put(text, 20, 6, time.getNano() / 1000, 'Z');
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int at, int digits, int value, char after) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        text[at + digits] = (byte) after;
    }

    /**
     * Refuses a time that lies more than {@link #AHEAD_MAX} ahead of its receipt: believed, it
     * would make everything after it late. The reason names whole seconds, rounded up.
     *
     * @param received when the feed or the bus had the message; see {@link MarketClock}
     */
    public static void checkNotAhead(String what, Instant time, Instant received) {
        if (isAhead(time, received)) {
            Duration ahead = Duration.between(received, time);
            throw Checks.broken(
                    "%s: %d s ahead of its receipt",
                    what, ahead.plusNanos(999_999_999).toSeconds());
        }
    }

    /** Whether a time lies more than {@link #AHEAD_MAX} ahead of its receipt. */
    public static boolean isAhead(Instant time, Instant received) {
        return Duration.between(received, time).compareTo(AHEAD_MAX) > 0;
    }

    /** Microseconds since 1970. */
    public static long toMicros(Instant time) {
        return time.getEpochSecond() * 1_000_000L + time.getNano() / 1_000;
    }

    public static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    public static void check(String what, Instant time) {
        Checks.check(
                !time.isBefore(EARLIEST) && time.isBefore(LATEST),
                "%s: must be between 2009 and 2262, was %s",
                what,
                time);
        Checks.check(
                time.get(ChronoField.NANO_OF_SECOND) % 1_000 == 0,
                "%s: at most microseconds, was %s",
                what,
                time);
    }
}
