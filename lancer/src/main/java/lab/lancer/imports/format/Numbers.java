package lab.lancer.imports.format;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** How a file writes the numbers of its prices: with a point, or with a decimal comma. */
public enum Numbers {
    POINT('.', ','),
    COMMA(',', '.');

    private static final int CHARACTERS_MAX = 64;
    private static final int THOUSAND_DIGITS = 3;

    private final char point;
    private final char other;

    Numbers(char point, char other) {
        this.point = point;
        this.other = other;
    }

    /**
     * Reads a number.
     *
     * @throws IllegalArgumentException if it is none
     */
    public BigDecimal parse(String what, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("%s: must be given, is missing".formatted(what));
        }
        if (text.length() <= CHARACTERS_MAX && text.indexOf(other) < 0 && hasNumberForm(text)) {
            try {
                return new BigDecimal(this == COMMA ? text.replace(point, '.') : text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(notANumber(what, text), e);
            }
        }
        throw new IllegalArgumentException(notANumber(what, text));
    }

    /** Whether it is a number in one of the two ways. */
    public static boolean isNumber(String text) {
        for (Numbers way : values()) {
            try {
                way.parse("cell", text);
                return true;
            } catch (IllegalArgumentException e) {
                // The other way may fit
            }
        }
        return false;
    }

    /**
     * The way in which cells are written.
     *
     * @return empty if that cannot be told: 1,234 may be a thousand, or little more than one
     */
    public static Optional<Numbers> of(List<String> cells) {
        List<String> withComma = cells.stream().filter(cell -> cell.indexOf(',') >= 0).toList();
        if (withComma.isEmpty() || cells.stream().anyMatch(cell -> cell.indexOf('.') >= 0)) {
            return Optional.of(POINT);
        }
        return withComma.stream().anyMatch(Numbers::isDecimalComma)
                ? Optional.of(COMMA)
                : Optional.empty();
    }

    private static boolean isDecimalComma(String cell) {
        int comma = cell.indexOf(',');
        boolean isOnly = comma == cell.lastIndexOf(',');
        int places = cell.length() - comma - 1;
        return isOnly && (places != THOUSAND_DIGITS || cell.startsWith("0,"));
    }

    /** The digits of the world's other scripts are numbers to Java, and misprints to us. */
    private static boolean hasNumberForm(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.,eE".indexOf(c) >= 0);
    }

    private static String notANumber(String what, String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return "%s: must be a decimal number, was \"%s\"".formatted(what, shown);
    }
}
