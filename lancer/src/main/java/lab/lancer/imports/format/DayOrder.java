package lab.lancer.imports.format;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which stands first where a date ends with its year: 31/01/2025, or 01/31/2025. */
public enum DayOrder {
    DAY_FIRST("dmy"),
    MONTH_FIRST("mdy");

    private static final int MONTHS = 12;
    private static final Pattern YEAR_LAST =
            Pattern.compile("([0-9]{1,2})([-/.])([0-9]{1,2})\\2[0-9]{4}(?![0-9]).*");

    private final String said;

    DayOrder(String said) {
        this.said = said;
    }

    /**
     * The order that the user says.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static DayOrder said(String word) {
        for (DayOrder order : values()) {
            if (order.said.equals(word.strip().toLowerCase(Locale.ROOT))) {
                return order;
            }
        }
        throw new IllegalArgumentException(
                "--dates: must be dmy for 31/01/2025 or mdy for 01/31/2025, was \"%s\""
                        .formatted(word));
    }

    /** Whether a text begins with such a date. */
    static boolean isYearLast(String text) {
        return YEAR_LAST.matcher(text.strip()).matches();
    }

    /** The order that rows show: a number above twelve is no month. */
    static Optional<DayOrder> of(List<List<String>> rows) {
        boolean isDayFirst = false;
        boolean isMonthFirst = false;
        for (List<String> row : rows) {
            for (String cell : row) {
                Matcher date = YEAR_LAST.matcher(cell.strip());
                if (date.matches()) {
                    isDayFirst |= Integer.parseInt(date.group(1)) > MONTHS;
                    isMonthFirst |= Integer.parseInt(date.group(3)) > MONTHS;
                }
            }
        }
        if (isDayFirst == isMonthFirst) {
            return Optional.empty();
        }
        return Optional.of(isDayFirst ? DAY_FIRST : MONTH_FIRST);
    }
}
