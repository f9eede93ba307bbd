package lab.analyst.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import lab.analyst.facts.Fact;
import lab.analyst.facts.Unit;

/**
 * A number that a narrative says.
 *
 * @param text as it stands there
 * @param value its size, without its sign
 * @param places how many decimals it was given with; fewer than none where it was said in thousands
 */
record SaidNumber(String text, BigDecimal value, int places, Sign sign, Kind kind) {
    /** A number may be rounded as far as that moves it by no more than this share of itself. */
    private static final BigDecimal ROUNDED_BY_MAX = new BigDecimal("0.05");

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal MINUTES_AN_HOUR = BigDecimal.valueOf(60);

    /** What a narrative says that it is a number of. */
    enum Kind {
        PLAIN,
        DOLLARS,
        EUROS,
        POUNDS,
        PERCENT,
        BASIS_POINTS,
        TIMES,
        MINUTES,
        HOURS,
        /** What no fact is a number of. */
        OTHER
    }

    /** The sign that it has in the text, if any. */
    enum Sign {
        NONE,
        PLUS,
        MINUS
    }

    /** Whether it says what a fact says, in other digits perhaps. */
    boolean says(Fact fact) {
        if (fact.unit() == Unit.WORD) {
            return false;
        }
        BigDecimal amount = fact.amount().orElseThrow();
        return switch (kind) {
            case PLAIN -> fact.unit() != Unit.MINUTES && equalsRounded(amount, fact.unit());
            case DOLLARS, EUROS, POUNDS ->
                    fact.unit() == Unit.PRICE && equalsRounded(amount, fact.unit());
            case PERCENT ->
                    (fact.unit() == Unit.PERCENT && equalsRounded(amount, fact.unit()))
                            || (fact.unit() == Unit.RATIO
                                    && equalsRounded(amount.multiply(HUNDRED), fact.unit()));
            case BASIS_POINTS ->
                    fact.unit() == Unit.PERCENT
                            && equalsRounded(amount.multiply(HUNDRED), fact.unit());
            case TIMES -> fact.unit() == Unit.RATIO && equalsRounded(amount, fact.unit());
            case OTHER -> false;
            case MINUTES -> fact.unit() == Unit.MINUTES && value.compareTo(amount) == 0;
            case HOURS ->
                    fact.unit() == Unit.MINUTES
                            && value.multiply(MINUTES_AN_HOUR).compareTo(amount) == 0;
        };
    }

    /** Whether it may be money of a pair's quote asset; one dollar passes for another. */
    boolean isIn(String quote) {
        return switch (kind) {
            case DOLLARS -> !quote.equals("EUR") && !quote.equals("GBP");
            case EUROS -> quote.equals("EUR");
            case POUNDS -> quote.equals("GBP");
            default -> true;
        };
    }

    private boolean equalsRounded(BigDecimal amount, Unit unit) {
        boolean hasItsSign =
                switch (sign) {
                    case NONE -> true;
                    case PLUS -> amount.signum() > 0;
                    case MINUS -> amount.signum() < 0;
                };
        BigDecimal size = amount.abs();
        if (!hasItsSign || value.compareTo(size) == 0) {
            return hasItsSign;
        }
        boolean isRounded =
                value.compareTo(size.setScale(places, RoundingMode.HALF_UP)) == 0
                        || value.compareTo(size.setScale(places, RoundingMode.HALF_EVEN)) == 0;
        BigDecimal most = size.multiply(ROUNDED_BY_MAX);
        return unit != Unit.COUNT && isRounded && value.subtract(size).abs().compareTo(most) <= 0;
    }
}
