package lab.analyst.facts;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that is known of a pair.
 *
 * @param id by which an answer names it as evidence
 * @param value plain digits, or a word
 */
public record Fact(String id, String meaning, String value, Unit unit) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?");

    public Fact {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "fact: id must be lower-case words with underscores, was \"%s\"".formatted(id));
        }
        if (unit != Unit.WORD && !NUMBER.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "fact %s: must be plain digits, was \"%s\"".formatted(id, value));
        }
    }

    /** A number, in plain digits without trailing zeros. */
    public static Fact number(String id, String meaning, BigDecimal value, Unit unit) {
        return new Fact(id, meaning, plain(value), unit);
    }

    public static Fact number(String id, String meaning, long value, Unit unit) {
        return number(id, meaning, BigDecimal.valueOf(value), unit);
    }

    public static Fact word(String id, String meaning, String word) {
        return new Fact(id, meaning, word, Unit.WORD);
    }

    /** The number, unless it is a word. */
    public Optional<BigDecimal> amount() {
        return unit == Unit.WORD ? Optional.empty() : Optional.of(new BigDecimal(value));
    }

    /** In the digits in which it is shown; a cheap coin keeps all that it has. */
    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
