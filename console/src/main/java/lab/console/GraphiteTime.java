package lab.console;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A time as Graphite's clients write it: seconds since 1970, {@code now}, {@code -24h}. */
final class GraphiteTime {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(?:\\.\\d{1,9})?");
    private static final Pattern BEFORE = Pattern.compile("(?:now)?-(\\d{1,5})([a-z]+)");

    private static final Map<String, Duration> UNITS =
            Map.of(
                    "s", Duration.ofSeconds(1),
                    "min", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1),
                    "w", Duration.ofDays(7),
                    "mon", Duration.ofDays(30),
                    "y", Duration.ofDays(365));

    private GraphiteTime() {}

    /** Empty if it is none. */
    static Optional<Instant> parse(String text, Instant now) {
        if (text.equals("now")) {
            return Optional.of(now);
        }
        if (SECONDS.matcher(text).matches()) {
            String[] parts = text.split("\\.", 2);
            Instant whole = Instant.ofEpochSecond(Long.parseLong(parts[0]));
            return Optional.of(
                    parts.length == 1
                            ? whole
                            : whole.plusNanos(
                                    Long.parseLong((parts[1] + "000000000").substring(0, 9))));
        }
        var before = BEFORE.matcher(text);
        if (before.matches() && UNITS.containsKey(before.group(2))) {
            Duration unit = Objects.requireNonNull(UNITS.get(before.group(2)));
            try {
                return Optional.of(now.minus(unit.multipliedBy(Long.parseLong(before.group(1)))));
            } catch (ArithmeticException | DateTimeException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Seconds since 1970, with as many places as it has. */
    static BigDecimal seconds(Instant time) {
        return BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time), 6)
                .stripTrailingZeros();
    }
}
