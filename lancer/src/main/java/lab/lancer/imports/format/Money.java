package lab.lancer.imports.format;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Tells volumes in money from those in coins: one is the other times the price. */
public final class Money {
    /** Fewer may fit by chance. */
    private static final int ROWS_MIN = 3;

    /** One row in so many may not fit. */
    private static final int ODD_OF = 20;

    /** Amounts are rounded. */
    private static final double ROUNDING = 1e-3;

    private final List<List<String>> rows;
    private final Numbers numbers;
    private final double[] lows;
    private final double[] highs;
    private final Map<Integer, double[]> known = new HashMap<>();

    /**
     * Of rows.
     *
     * @param low the column of the lowest price
     * @param high the column of the highest
     */
    public Money(List<List<String>> rows, Numbers numbers, int low, int high) {
        this.rows = rows;
        this.numbers = numbers;
        this.lows = numbers(low);
        this.highs = numbers(high);
    }

    /** The columns that rows have. */
    public IntStream columns() {
        return IntStream.range(0, rows.stream().mapToInt(List::size).max().orElse(0));
    }

    /**
     * Whether one column is another, in coins, times the price.
     *
     * @param size of a contract, where the money is counted in contracts
     */
    public boolean isMoney(int money, int coins, int size) {
        double[] some = numbers(money);
        double[] others = numbers(coins);
        int compared = 0;
        int fit = 0;
        for (int i = 0; i < some.length; i++) {
            if (some[i] > 0) {
                compared++;
                // At a price of one either may be the other
                boolean isCoins = isPrice(others[i] / some[i], i);
                fit += isPrice(some[i] * size / others[i], i) && !isCoins ? 1 : 0;
            }
        }
        return isMost(compared, fit);
    }

    private boolean isPrice(double value, int row) {
        return lows[row] * (1 - ROUNDING) <= value && value <= highs[row] * (1 + ROUNDING);
    }

    /** Whether two columns lie apart by one factor, while both change. */
    public boolean isMultiple(int column, int other) {
        double[] here = numbers(column);
        double[] there = numbers(other);
        int[] full =
                IntStream.range(0, here.length).filter(i -> here[i] > 0 && there[i] > 0).toArray();
        if (full.length == 0) {
            return false;
        }
        double factor = here[full[0]] / there[full[0]];
        long fit =
                Arrays.stream(full)
                        .filter(i -> Math.abs(here[i] / there[i] / factor - 1) <= ROUNDING)
                        .count();
        boolean isChanging = Arrays.stream(full).anyMatch(i -> here[i] != here[full[0]]);
        return isChanging && isMost(full.length, fit);
    }

    private static boolean isMost(int compared, long fit) {
        return compared >= ROWS_MIN && (compared - fit) * ODD_OF <= compared;
    }

    private double[] numbers(int column) {
        return known.computeIfAbsent(
                column, at -> rows.stream().mapToDouble(row -> number(row, at)).toArray());
    }

    /** What is no number compares with nothing. */
    private double number(List<String> row, int column) {
        if (column >= row.size()) {
            return Double.NaN;
        }
        try {
            return Math.abs(numbers.parse("cell", row.get(column)).doubleValue());
        } catch (IllegalArgumentException e) {
            return Double.NaN;
        }
    }
}
