package lab.lancer.warm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import lab.domain.Checks;

/** A candle of one minute that somebody else made. */
public record ImportedCandle(
        Instant start,
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume) {
    private static final int PLACES = 8;
    private static final int PRICE_DIGITS = 18;
    private static final int VOLUME_DIGITS = 38;
    private static final int SECONDS_A_MINUTE = 60;

    public ImportedCandle {
        Checks.check(
                start.getEpochSecond() % SECONDS_A_MINUTE == 0 && start.getNano() == 0,
                "candle: must start on a full minute, was %s",
                start);
        open = price("open", open);
        high = price("high", high);
        low = price("low", low);
        close = price("close", close);
        volume = rounded("volume", volume, VOLUME_DIGITS);
        Checks.check(volume.signum() >= 0, "volume: must not be negative, was %s", volume);
    }

    private static BigDecimal price(String what, BigDecimal value) {
        BigDecimal rounded = rounded(what, value, PRICE_DIGITS);
        Checks.check(rounded.signum() > 0, "%s: must be above zero, was %s", what, value);
        return rounded;
    }

    private static BigDecimal rounded(String what, BigDecimal value, int digits) {
        Checks.check(
                value.precision() - value.scale() <= digits - PLACES,
                "%s: must have at most %d digits before the point, was %s",
                what,
                digits - PLACES,
                value);
        return value.setScale(PLACES, RoundingMode.HALF_EVEN);
    }
}
