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

    /** One cell in so many may be written in the other way; it is refused. */
    private static final int ODD_OF = 20;

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
        if (cells.stream().noneMatch(cell -> cell.indexOf(',') >= 0)) {
            return Optional.of(POINT);
        }
        long points = cells.stream().filter(POINT::isSurely).count();
        long commas = cells.stream().filter(COMMA::isSurely).count();
        if (points == 0 && commas == 0) {
            return Optional.empty();
        }
        boolean isMixed = Math.min(points, commas) * ODD_OF > Math.max(points, commas);
        return isMixed ? Optional.empty() : Optional.of(points > commas ? POINT : COMMA);
    }

    /** Whether a cell can only be read in this way: what it has before its last places is more. */
    private boolean isSurely(String cell) {
        int at = cell.indexOf(point);
        if (at < 0 || at != cell.lastIndexOf(point) || cell.lastIndexOf(other) > at) {
            return false;
        }
        int places = cell.length() - at - 1;
        return cell.indexOf(other) >= 0
                || places != THOUSAND_DIGITS
                || cell.startsWith("0" + point);
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
