package lab.domain;

import static lab.domain.Checks.broken;

import java.math.BigDecimal;

/**
 * Decimals with at most 8 places and 10 digits before the point, held exactly as a long that counts
 * hundred-millionths.
 *
 * <p>Every price and size of the contract has this form; {@link Price} and {@link Quantity} are its
 * two uses. The largest, 9,999,999,999.99999999, is below {@code Long.MAX_VALUE}.
 */
public final class Decimal8 {
    public static final int PLACES = 8;
    static final int DIGITS_BEFORE_POINT = 10;
    private static final int LENGTH_MAX = 64;
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
        if (length == 0 || length > LENGTH_MAX) {
            throw notADecimal(what, text);
        }
        long units = 0;
        int digitsBefore = 0;
        int places = -1;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                units = units * 10 + (c - '0'); // may wrap: too many digits are refused below
                if (places < 0) {
                    digitsBefore++;
                } else {
                    places++;
                }
            } else if (c == '.' && places < 0) {
                places = 0;
            } else {
                throw notADecimal(what, text);
            }
        }
        if (digitsBefore == 0 || places == 0) {
            throw notADecimal(what, text);
        }
        places = Math.max(places, 0);
        if (digitsBefore > DIGITS_BEFORE_POINT) {
            throw broken(
                    "%s: at most %d digits before the point, was %s",
                    what, DIGITS_BEFORE_POINT, quoted(text));
        }
        if (places > PLACES) {
            throw broken("%s: at most %d places, was %s", what, PLACES, quoted(text));
        }
        for (int i = places; i < PLACES; i++) {
            units *= 10;
        }
        return units;
    }

    private static IllegalArgumentException notADecimal(String what, String text) {
        return broken("%s: must be a decimal, was %s", what, quoted(text));
    }

    /** Digits as short as they are exact: no trailing zeros, no exponent. */
    static String format(long units) {
        long whole = units / ONE;
        int fraction = (int) (units % ONE);
        if (fraction == 0) {
            return Long.toString(whole);
        }
        int places = PLACES;
        while (fraction % 10 == 0) {
            fraction /= 10;
            places--;
        }
        var text = new StringBuilder(20).append(whole).append('.');
        String digits = Integer.toString(fraction);
        return text.repeat('0', places - digits.length()).append(digits).toString();
    }

    static BigDecimal toBigDecimal(long units) {
        return BigDecimal.valueOf(units, PLACES);
    }

    /** What came from outside, cut to a length that a log or a reason can bear. */
    public static String quoted(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + '"';
    }
}
