package lab.lancer.imports.format;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lab.domain.Pair;

/**
 * A file's beginning, by which its format is recognised.
 *
 * @param isJson whether it is JSON
 * @param isFeather whether it is Feather
 * @param banner what stands above the header, as some sites begin their files
 * @param header names of the columns, if the file has them
 * @param rows the first rows
 * @param pair whose candles they are said to be
 * @param form how its times are written
 * @param now no time is later
 */
public record Sample(
        boolean isJson,
        boolean isFeather,
        List<String> banner,
        Optional<Header> header,
        List<List<String>> rows,
        Pair pair,
        TimeForm form,
        Instant now) {

    private static final Set<String> FLAGS = Set.of("true", "false");

    /** How many cells most rows have. */
    public int width() {
        return rows.stream()
                .map(List::size)
                .max(
                        java.util.Comparator.comparingLong(
                                size -> rows.stream().filter(row -> row.size() == size).count()))
                .orElse(0);
    }

    /** Whether there is no header, and most rows have so many cells. */
    public boolean isBare(int cells) {
        return header.isEmpty() && width() == cells;
    }

    /** Whether most rows have a time there. */
    public boolean hasTimes(int column) {
        return mostly(row -> row.size() > column && form.isTime(row.get(column), now));
    }

    /** Whether most rows have whole numbers there. */
    public boolean hasCounts(int column) {
        return hasCounts(column, 1);
    }

    /** Whether most rows have whole numbers there, of so many digits at least. */
    public boolean hasCounts(int column, int digitsMin) {
        return mostly(row ->
                row.size() > column
                        && row.get(column).length() >= digitsMin
                        && row.get(column).chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    /** Whether most rows say true or false there. */
    public boolean hasFlags(int column) {
        return mostly(row ->
                row.size() > column && FLAGS.contains(row.get(column).toLowerCase(Locale.ROOT)));
    }

    /** Whether all rows say in one column what they say in another. */
    public boolean isSame(int column, int other) {
        return rows.stream()
                .filter(row -> row.size() > Math.max(column, other))
                .allMatch(row -> row.get(column).equals(row.get(other)));
    }

    /** Whether what most rows have in one column lies between two others, or is zero. */
    public boolean isBetween(int column, int low, int high) {
        return mostly(row -> {
            if (row.size() <= Math.max(column, Math.max(low, high))) {
                return false;
            }
            try {
                BigDecimal value = Order.number(row.get(column));
                return value.signum() == 0
                        || (value.compareTo(Order.number(row.get(low))) >= 0
                                && value.compareTo(Order.number(row.get(high))) <= 0);
            } catch (IllegalArgumentException e) {
                return false;
            }
        });
    }

    private boolean mostly(java.util.function.Predicate<List<String>> rule) {
        return rows.stream().filter(rule).count() * 2 > rows.size();
    }

    /** Whether the first time that there is a number of that unit. */
    public boolean isIn(String unit, int column) {
        return rows.stream()
                .filter(row -> row.size() > column && form.isTime(row.get(column), now))
                .findFirst()
                .filter(row -> Times.form(row.get(column)).equals(unit))
                .isPresent();
    }
}
