package lab.backtest.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Figures as people read them. What is unknown says so. */
final class Texts {
    static final String UNKNOWN = "unknown";
    private static final double PER_CENT = 100;
    private static final long HOURS_OF_TWO_DAYS = 48;

    private Texts() {}

    static String cents(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f", amount.setScale(2, RoundingMode.HALF_EVEN));
    }

    static String cents(Optional<BigDecimal> amount) {
        return amount.map(Texts::cents).orElse(UNKNOWN);
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f %%", part * PER_CENT);
    }

    static String percent(OptionalDouble part) {
        return part.isPresent() ? percent(part.getAsDouble()) : UNKNOWN;
    }

    static String signed(double part) {
        return String.format(Locale.ROOT, "%+.2f %%", part * PER_CENT);
    }

    /** All digits of a part, as a number of per cent without its sign. */
    static String plainPercent(BigDecimal part) {
        BigDecimal percent = part.movePointRight(2).stripTrailingZeros();
        return percent.signum() == 0 ? "0" : percent.toPlainString();
    }

    static String number(OptionalDouble number) {
        return number.isPresent()
                ? String.format(Locale.ROOT, "%.2f", number.getAsDouble())
                : UNKNOWN;
    }

    static String length(Duration length) {
        if (length.toMinutes() < 1) {
            return length.toSeconds() + " s";
        }
        if (length.toHours() < 1) {
            return length.toMinutes() + " min";
        }
        return length.toHours() < HOURS_OF_TWO_DAYS
                ? "%d h %d min".formatted(length.toHours(), length.toMinutesPart())
                : "%d d %d h".formatted(length.toDays(), length.toHoursPart());
    }

    static String length(Optional<Duration> length) {
        return length.map(Texts::length).orElse(UNKNOWN);
    }

    /** With its article. */
    static String one(String period) {
        return (period.startsWith("h") ? "an " : "a ") + period;
    }
}
