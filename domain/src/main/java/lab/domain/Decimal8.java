package lab.domain;

import static lab.domain.Checks.check;

import java.math.BigDecimal;

/**
 * Decimals with at most 8 places and 10 digits before the point, held exactly as a long that counts
 * hundred-millionths.
 *
 * <p>Every price and size of the contract has this form; {@link Price} and {@link Quantity} are its
 * two uses. The largest, 9,999,999,999.99999999, is below {@code Long.MAX_VALUE}.
 */
final class Decimal8 {
    static final int PLACES = 8;
    static final int DIGITS_BEFORE_POINT = 10;
    static final long ONE = 100_000_000L;
    static final long MAX = 999_999_999_999_999_999L;

    private Decimal8() {}

    /**
     * Reads plain digits with an optional point: no sign, no exponent, no spaces.
     *
     * @throws IllegalArgumentException if the text has another form, more places or more digits
     */
    static long parse(String what, String text) {
        int length = text.length();
        check(length > 0 && length <= 64, "%s: must be a decimal, was %s", what, quoted(text));
        int point = text.indexOf('.');
        int digitsBefore = point < 0 ? length : point;
        int places = point < 0 ? 0 : length - point - 1;
        check(
                digitsBefore > 0 && (point < 0 || places > 0),
                "%s: must be a decimal, was %s",
                what,
                quoted(text));
        long units = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (i == point) {
                continue;
            }
            check(c >= '0' && c <= '9', "%s: must be a decimal, was %s", what, quoted(text));
        }
        check(
                digitsBefore <= DIGITS_BEFORE_POINT,
                "%s: at most %d digits before the point, was %s",
                what,
                DIGITS_BEFORE_POINT,
                quoted(text));
        check(places <= PLACES, "%s: at most %d places, was %s", what, PLACES, quoted(text));
        for (int i = 0; i < length; i++) {
            if (i != point) {
                units = units * 10 + (text.charAt(i) - '0');
            }
        }
        for (int i = places; i < PLACES; i++) {
            units *= 10;
        }
        return units;
    }

    /** Digits as short as they are exact: no trailing zeros, no exponent. */
    static String format(long units) {
        String whole = Long.toString(units / ONE);
        long fraction = units % ONE;
        if (fraction == 0) {
            return whole;
        }
        var text = new StringBuilder(whole).append('.');
        String digits = Long.toString(fraction);
        text.repeat('0', PLACES - digits.length()).append(digits);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, end);
    }

    static BigDecimal toBigDecimal(long units) {
        return BigDecimal.valueOf(units, PLACES);
    }

    /** What came from outside, cut to a length that a log or a reason can bear. */
    static String quoted(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + '"';
    }
}
