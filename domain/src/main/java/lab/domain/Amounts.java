package lab.domain;

import static lab.domain.Checks.broken;

import java.math.BigDecimal;

/**
 * The decimals of requests, which may be invalid and are recorded all the same, and of balances.
 *
 * <p>A request's number has at most {@value #DIGITS_BEFORE_POINT} digits before the point and
 * {@value #PLACES_READ} places, so that DECIMAL(38, 18) holds it as it was sent. A valid one has at
 * most {@value #PLACES} places; then a hundred of the largest trades fit into a balance of
 * DECIMAL(38, 8).
 */
public final class Amounts {
    /** The places of all money: prices, quantities, amounts, notionals and fees. */
    public static final int PLACES = 8;

    public static final int DIGITS_BEFORE_POINT = 18;
    public static final int PLACES_READ = 18;
    private static final int SUM_DIGITS_BEFORE_POINT = 64;

    private Amounts() {}

    /**
     * Reads plain digits with an optional minus and an optional point; keeps its places.
     *
     * @throws IllegalArgumentException naming {@code what} if the text has another form or does not
     *     fit
     */
    public static BigDecimal parse(String what, String text) {
        return parse(what, text, DIGITS_BEFORE_POINT, PLACES_READ);
    }

    /**
     * Reads a sum that the clearing house worked out; it has {@value #PLACES} places.
     *
     * @throws IllegalArgumentException naming {@code what} if the text has another form, is
     *     negative or does not fit
     */
    public static BigDecimal parseSum(String what, String text) {
        BigDecimal sum = parse(what, text, SUM_DIGITS_BEFORE_POINT, PLACES).setScale(PLACES);
        if (sum.signum() < 0) {
            throw broken("%s: must not be negative, was %s", what, quoted(text));
        }
        return sum;
    }

    private static BigDecimal parse(String what, String text, int digitsMax, int placesMax) {
        int from = text.startsWith("-") ? 1 : 0;
        int point = text.indexOf('.');
        int end = point < 0 ? text.length() : point;
        if (!areDigits(text, from, end)
                || (point >= 0 && !areDigits(text, point + 1, text.length()))) {
            throw broken("%s: must be a decimal, was %s", what, quoted(text));
        }
        if (end - from > digitsMax) {
            throw broken(
                    "%s: at most %d digits before the point, was %s",
                    what, digitsMax, quoted(text));
        }
        if (point >= 0 && text.length() - point - 1 > placesMax) {
            throw broken("%s: at most %d places, was %s", what, placesMax, quoted(text));
        }
        return new BigDecimal(text);
    }

    private static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + '"';
    }

    /** Whether a request may ask for as much: positive, with at most 8 places as it was written. */
    public static boolean isValid(BigDecimal amount) {
        return amount.signum() > 0 && amount.scale() <= PLACES;
    }

    public static void checkFits(String what, BigDecimal amount) {
        boolean fits =
                amount.scale() >= 0
                        && amount.scale() <= PLACES_READ
                        && amount.precision() - amount.scale() <= DIGITS_BEFORE_POINT;
        if (!fits) {
            throw broken(
                    "%s: at most %d digits before the point and %d places, was %s",
                    what, DIGITS_BEFORE_POINT, PLACES_READ, amount);
        }
    }

    /** The same number, written as short as it is exact. */
    public static BigDecimal shortest(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** Plain digits without trailing zeros. */
    public static String format(BigDecimal amount) {
        return shortest(amount).toPlainString();
    }
}
