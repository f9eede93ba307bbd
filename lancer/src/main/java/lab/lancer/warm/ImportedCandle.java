package lab.lancer.warm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Candle;
import lab.domain.Checks;

/**
 * A candle of one minute that the lab did not see itself. Its numbers have the contract's form, at
 * most {@value #PLACES} places and {@value #DIGITS_BEFORE_POINT} digits before the point.
 *
 * @param trades what only those know who have the trades
 */
public record ImportedCandle(
        Instant start,
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume,
        Optional<OfTrades> trades) {
    private static final int PLACES = 8;
    private static final int DIGITS_BEFORE_POINT = 10;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int SECONDS_A_MINUTE = 60;

    /** A double has no more of them for sure. */
    private static final int DIGITS_OF_DOUBLE = 15;

    private static final int PLACES_OF_DOUBLE = 40;
    private static final int ERRORS_OF_DOUBLE = 4;

    /** What a candle's trades came to beside its prices and volume. */
    public record OfTrades(BigDecimal quoteVolume, BigDecimal vwap, long count) {}

    public ImportedCandle {
        Checks.check(
                start.getEpochSecond() % SECONDS_A_MINUTE == 0 && start.getNano() == 0,
                "time: must be a full minute, was %s",
                start);
        open = price("open", open);
        high = price("high", high);
        low = price("low", low);
        close = price("close", close);
        // A sum of trades of which each has that form may have more digits
        volume =
                trades.isPresent()
                        ? volume.setScale(PLACES, RoundingMode.UNNECESSARY)
                        : contract("volume", volume);
        Checks.check(volume.signum() >= 0, "volume: must not be negative, was %s", volume);
        Checks.check(low.compareTo(high) <= 0, "low: must not be above high %s, was %s", high, low);
        between("open", open, low, high);
        between("close", close, low, high);
    }

    /** One whose trades nobody knows. */
    public ImportedCandle(
            Instant start,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume) {
        this(start, open, high, low, close, volume, Optional.empty());
    }

    /** One that was made by our own rules of somebody else's trades. */
    public static ImportedCandle of(Candle candle) {
        return new ImportedCandle(
                candle.start(),
                candle.open().toBigDecimal(),
                candle.high().toBigDecimal(),
                candle.low().toBigDecimal(),
                candle.close().toBigDecimal(),
                candle.volume(),
                Optional.of(
                        new OfTrades(candle.quoteVolume(), candle.vwap(), candle.tradeCount())));
    }

    public Instant end() {
        return start.plus(MINUTE);
    }

    private static void between(String what, BigDecimal value, BigDecimal low, BigDecimal high) {
        Checks.check(
                value.compareTo(low) >= 0 && value.compareTo(high) <= 0,
                "%s: must be from low %s to high %s, was %s",
                what,
                low,
                high,
                value);
    }

    private static BigDecimal price(String what, BigDecimal value) {
        BigDecimal price = contract(what, value);
        Checks.check(price.signum() > 0, "%s: must be above zero, was %s", what, value);
        return price;
    }

    /**
     * A number in the contract's form.
     *
     * @throws IllegalArgumentException if it has more digits or places
     */
    public static BigDecimal contract(String what, BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        Checks.check(
                plain.precision() - plain.scale() <= DIGITS_BEFORE_POINT,
                "%s: must have at most %d digits before the point, was %s",
                what,
                DIGITS_BEFORE_POINT,
                value);
        Checks.check(
                plain.scale() <= PLACES || isRoundedDouble(plain),
                "%s: must have at most %d places, was %s",
                what,
                PLACES,
                value);
        return plain.setScale(PLACES, RoundingMode.HALF_EVEN);
    }

    /**
     * Whether it is a number of the contract's form that went through sums of doubles on its way,
     * as 0.30000000000000004 is 0.3: more digits than a double has, and nearer than it can tell.
     */
    private static boolean isRoundedDouble(BigDecimal value) {
        if (value.precision() <= DIGITS_OF_DOUBLE || value.scale() > PLACES_OF_DOUBLE) {
            return false;
        }
        BigDecimal error = value.subtract(value.setScale(PLACES, RoundingMode.HALF_EVEN)).abs();
        double ulp = Math.ulp(value.doubleValue());
        return error.compareTo(BigDecimal.valueOf(ERRORS_OF_DOUBLE * ulp)) <= 0;
    }
}
