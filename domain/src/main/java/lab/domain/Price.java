package lab.domain;

import static lab.domain.Checks.check;

import java.math.BigDecimal;

/**
 * What one unit of the base asset costs in the quote asset, exact to 8 places.
 *
 * @param units hundred-millionths, 0 to 999,999,999,999,999,999
 */
public record Price(long units) implements Comparable<Price> {
    public Price {
        check(
                units >= 0 && units <= Decimal8.MAX,
                "price: must have at most 10 digits before the point and no sign, was %d units",
                units);
    }

    /**
     * Reads plain digits such as {@code 0.00033458}.
     *
     * @throws IllegalArgumentException naming {@code what} if the text is no such decimal
     */
    public static Price parse(String what, String text) {
        return new Price(Decimal8.parse(what, text));
    }

    public static Price of(String text) {
        return parse("price", text);
    }

    public boolean isPositive() {
        return units > 0;
    }

    /** The same number with 8 places. */
    public BigDecimal toBigDecimal() {
        return Decimal8.toBigDecimal(units);
    }

    @Override
    public int compareTo(Price other) {
        return Long.compare(units, other.units);
    }

    /** Plain digits without trailing zeros. */
    @Override
    public String toString() {
        return Decimal8.format(units);
    }
}
