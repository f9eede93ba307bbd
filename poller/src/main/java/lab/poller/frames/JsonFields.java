package lab.poller.frames;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/**
 * Fields of JSON that was read whole. What a field is not is an {@link IllegalArgumentException}
 * that names it.
 */
public final class JsonFields {
    private static final int DIGITS_MAX = 64;

    private JsonFields() {}

    public static long number(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw broken(name, "must be a whole number of 64 bits", value);
        }
        return value.longValue();
    }

    public static String text(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isTextual()) {
            throw broken(name, "must be a string", value);
        }
        return value.textValue();
    }

    public static boolean flag(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isBoolean()) {
            throw broken(name, "must be true or false", value);
        }
        return value.booleanValue();
    }

    /** A number, written without an exponent and without zeros that say nothing. */
    public static String decimal(JsonNode item, String name) {
        return decimal(name, item.path(name));
    }

    /** The same of a value that has been found. */
    public static String decimal(String name, JsonNode value) {
        if (!value.isNumber()) {
            throw broken(name, "must be a number", value);
        }
        BigDecimal number = value.decimalValue();
        if (number.precision() > DIGITS_MAX || Math.abs(number.scale()) > DIGITS_MAX) {
            throw broken(name, "must have at most %d digits".formatted(DIGITS_MAX), value);
        }
        return number.stripTrailingZeros().toPlainString();
    }

    private static IllegalArgumentException broken(String name, String rule, JsonNode value) {
        return new IllegalArgumentException(
                "%s: %s, was %s"
                        .formatted(
                                name,
                                rule,
                                value.isMissingNode()
                                        ? "missing"
                                        : FrameJson.quoted(value.toString())));
    }
}
