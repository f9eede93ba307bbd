package lab.lancer.imports.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Times as people's files write them, told apart by form, and numbers since 1970 by how large they
 * are: those of seconds, milliseconds, microseconds and nanoseconds between 2009 and the year 2286
 * lie a factor of more than a hundred apart.
 *
 * <p>What says no zone is UTC, as all exchanges give it, unless its file says another. What can be
 * read in two ways, such as 08/07/2020, is refused where the file does not tell.
 */
public final class Times {
    /** No exchange is older: bitcoin's first block is of this January. */
    public static final Instant FIRST = Instant.parse("2009-01-01T00:00:00Z");

    private static final int CHARACTERS_MAX = 64;
    private static final BigInteger NANOS_A_SECOND = BigInteger.valueOf(1_000_000_000);

    /** Of ten digits and less, of seconds; each unit below takes three digits more. */
    private static final int SECONDS_DIGITS = 11;

    private static final int UNIT_DIGITS = 3;
    private static final int UNITS = 4;
    private static final int HOURS_HALF_DAY = 12;
    private static final int SECONDS_A_MINUTE = 60;
    private static final int NANO_DIGITS = 9;

    /** Almost all: whole seconds, milliseconds, microseconds, nanoseconds from 2001 to 2286. */
    private static final Pattern WHOLE =
            Pattern.compile("[0-9]{10}(?:[0-9]{3}|[0-9]{6})?|[0-8][0-9]{18}");

    private static final int WHOLE_SECONDS = 10;
    private static final Pattern SPREADSHEET_DAY = Pattern.compile("([0-9]{5})(?:[.,][0-9]+)?");
    private static final int SPREADSHEET_FIRST = 39_814;
    private static final int SPREADSHEET_END = 60_000;

    private static final Pattern NUMBER =
            Pattern.compile("[0-9]+(?:[.,][0-9]*)?(?:[eE]\\+?[0-9]{1,2})?");
    private static final String TIME_OF_DAY =
            "(?:(?:T|\\s*,\\s*|\\s+)(?<hour>[0-9]{1,2})"
                    + "(?::(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]+))?)?)?"
                    + "(?:[ -]?(?<half>[AP])\\.?M\\.?)?)?";
    private static final String ZONE =
            "\\s*(?<zone>Z|(?:UTC|GMT)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?|[+-][0-9]{2}(?::?[0-9]{2})?)?";
    private static final Pattern COMPACT =
            Pattern.compile(
                    "([0-9]{4})([0-9]{2})([0-9]{2})(?:[T ]?([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?)?"
                            + "\\s*(Z|UTC|GMT)?");
    private static final Pattern YEAR_FIRST =
            Pattern.compile(
                    "(?<year>[0-9]{4})([-/.])(?<month>[0-9]{1,2})\\2(?<day>[0-9]{1,2})"
                            + TIME_OF_DAY
                            + ZONE,
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern MONTH_FIRST =
            Pattern.compile(
                    "(?<month>[0-9]{1,2})([-/.])(?<day>[0-9]{1,2})\\2(?<year>[0-9]{4})"
                            + TIME_OF_DAY
                            + ZONE,
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern DAY_FIRST =
            Pattern.compile(
                    "(?<day>[0-9]{1,2})([-/.])(?<month>[0-9]{1,2})\\2(?<year>[0-9]{4})"
                            + TIME_OF_DAY
                            + ZONE,
                    Pattern.CASE_INSENSITIVE);

    private Times() {}

    /**
     * Reads a time; a part of it below nanoseconds is cut off.
     *
     * @throws IllegalArgumentException with what it must be
     */
    public static Instant parse(String text) {
        return parse(text, TimeForm.UTC);
    }

    static Instant parse(String text, TimeForm form) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("time: must be given, is missing");
        }
        if (stripped.length() > CHARACTERS_MAX) {
            throw unreadable(stripped);
        }
        if (WHOLE.matcher(stripped).matches()) {
            return whole(
                    Long.parseLong(stripped), (stripped.length() - WHOLE_SECONDS) / UNIT_DIGITS);
        }
        try {
            Optional<Instant> compact = compact(stripped, form);
            if (compact.isPresent()) {
                return compact.get();
            }
            return NUMBER.matcher(stripped).matches()
                    ? since1970(stripped)
                    : written(stripped, form);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time: must be in the calendar, was \"%s\"".formatted(stripped), e);
        }
    }

    /** Whether a candle of one minute can begin then. */
    public static boolean isFullMinute(Instant time) {
        return time.getNano() == 0 && time.getEpochSecond() % SECONDS_A_MINUTE == 0;
    }

    /** How a time is written, for people. */
    public static String form(String text) {
        String stripped = text.strip();
        if (!isNumber(stripped)) {
            return "written out";
        }
        return switch (unit(new BigDecimal(stripped.replace(',', '.')))) {
            case 0 -> "seconds";
            case 1 -> "milliseconds";
            case 2 -> "microseconds";
            default -> "nanoseconds";
        };
    }

    /** Whether it is a number since 1970, which is UTC everywhere. */
    public static boolean isNumber(String text) {
        String stripped = text.strip();
        return NUMBER.matcher(stripped).matches() && !COMPACT.matcher(stripped).matches();
    }

    /** Whether it says its zone itself. */
    public static boolean saysZone(String text) {
        String stripped = text.strip();
        Matcher compact = COMPACT.matcher(stripped);
        return compact.matches()
                ? compact.group(7) != null
                : Stream.of(YEAR_FIRST, DAY_FIRST, MONTH_FIRST)
                        .map(pattern -> pattern.matcher(stripped))
                        .anyMatch(parts -> parts.matches() && parts.group("zone") != null);
    }

    /**
     * Whether it is a day as spreadsheets count them, from 2009 to 2064, and maybe a part of one.
     */
    public static boolean isSpreadsheetDay(String text) {
        Matcher day = SPREADSHEET_DAY.matcher(text.strip());
        if (!day.matches()) {
            return false;
        }
        int days = Integer.parseInt(day.group(1));
        return days >= SPREADSHEET_FIRST && days < SPREADSHEET_END;
    }

    /** Whether its day and month are told apart by nothing that it says. */
    public static boolean isYearLast(String text) {
        return DayOrder.isYearLast(text);
    }

    private static IllegalArgumentException unreadable(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return new IllegalArgumentException(
                "time: must be as 2025-01-31T23:01:00Z or a number since 1970, was \"%s\"%s"
                        .formatted(
                                shown,
                                DayOrder.isYearLast(text)
                                        ? "; say --dates dmy or --dates mdy"
                                        : ""));
    }

    private static Instant whole(long number, int unit) {
        long inASecond = 1;
        for (int i = 0; i < unit; i++) {
            inASecond *= 1_000;
        }
        return Instant.ofEpochSecond(
                number / inASecond, number % inASecond * (NANOS_A_SECOND.longValue() / inASecond));
    }

    private static Instant since1970(String text) {
        var number = new BigDecimal(text.replace(',', '.'));
        if (number.scale() < 0) {
            throw new IllegalArgumentException(
                    "time: must have all its digits, was \"%s\", as spreadsheets cut them"
                            .formatted(text));
        }
        int unit = unit(number);
        if (unit >= UNITS) {
            throw unreadable(text);
        }
        BigInteger nanos =
                number.movePointRight(NANO_DIGITS - UNIT_DIGITS * unit)
                        .setScale(0, RoundingMode.FLOOR)
                        .toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(NANOS_A_SECOND);
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    /** 0 for seconds, 1 for milliseconds and so on. */
    private static int unit(BigDecimal number) {
        int digits = number.precision() - number.scale();
        return digits <= SECONDS_DIGITS
                ? 0
                : (digits - SECONDS_DIGITS + UNIT_DIGITS - 1) / UNIT_DIGITS;
    }

    /** As 20250131 2301: as a number since 1970 it would be of the seventies, or far ahead. */
    private static Optional<Instant> compact(String text, TimeForm form) {
        Matcher parts = COMPACT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean isLikeNumber = text.length() == "20250131230100".length() && isDigits(text);
        if (isLikeNumber && !text.startsWith("20")) {
            return Optional.empty();
        }
        var local =
                LocalDateTime.of(
                        number(parts.group(1)),
                        number(parts.group(2)),
                        number(parts.group(3)),
                        number(parts.group(4)),
                        number(parts.group(5)),
                        number(parts.group(6)));
        return Optional.of(instant(local, parts.group(7), form));
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Instant written(String text, TimeForm form) {
        Matcher parts = YEAR_FIRST.matcher(text);
        if (!parts.matches()) {
            if (form.dates().isEmpty()) {
                throw unreadable(text);
            }
            parts =
                    (form.dates().get() == DayOrder.DAY_FIRST ? DAY_FIRST : MONTH_FIRST)
                            .matcher(text);
            if (!parts.matches()) {
                throw unreadable(text);
            }
        }
        String zone = parts.group("zone");
        boolean hasMinutes = parts.group("minute") != null;
        boolean isHalfDay = parts.group("half") != null;
        boolean hasHour = parts.group("hour") != null;
        boolean hasOffset = zone != null && (zone.indexOf('+') >= 0 || zone.indexOf('-') >= 0);
        if (hasHour ? !hasMinutes && !isHalfDay : hasOffset) {
            throw unreadable(text);
        }
        LocalDateTime local =
                LocalDateTime.of(
                        number(parts.group("year")),
                        number(parts.group("month")),
                        number(parts.group("day")),
                        hour(
                                number(parts.group("hour")),
                                isHalfDay,
                                "P".equalsIgnoreCase(parts.group("half"))),
                        number(parts.group("minute")),
                        number(parts.group("second")),
                        nanos(parts.group("fraction")));
        return instant(local, zone, form);
    }

    private static Instant instant(LocalDateTime local, @Nullable String zone, TimeForm form) {
        ZoneId of =
                zone == null
                        ? form.zone()
                        : Zones.of(zone)
                                .orElseThrow(() -> new DateTimeException("zone: was " + zone));
        return local.toInstant(Zones.offset(local, of));
    }

    private static int hour(int hour, boolean isHalfDay, boolean isAfternoon) {
        if (!isHalfDay) {
            return hour;
        }
        if (hour < 1 || hour > HOURS_HALF_DAY) {
            throw new DateTimeException("hour of half a day: must be 1 to 12, was " + hour);
        }
        return hour % HOURS_HALF_DAY + (isAfternoon ? HOURS_HALF_DAY : 0);
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String digits = fraction + "0".repeat(NANO_DIGITS);
        return Integer.parseInt(digits.substring(0, NANO_DIGITS));
    }
}
