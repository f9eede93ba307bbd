package lab.lancer.imports;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Numbers;

/**
 * Finds out whether what is taken for a volume in coins is one in money: then another column has
 * the coins, and the volume is that column times the price. Exchanges call either of them volume.
 */
final class MoneyVolume {
    /** Fewer may fit by chance. */
    private static final int ROWS_MIN = 3;

    /** One row in so many may not fit. */
    private static final int ODD_OF = 20;

    /** Amounts are rounded. */
    private static final double ROUNDING = 1e-3;

    private final Layout.Columns columns;
    private final Numbers numbers;
    private final List<List<String>> rows;

    MoneyVolume(Layout.Columns columns, Numbers numbers, List<List<String>> rows) {
        this.columns = columns;
        this.numbers = numbers;
        this.rows = rows;
    }

    /** The column that is taken for the volume. */
    int volume() {
        return switch (columns) {
            case Layout.Candle candle -> candle.volume();
            case Layout.Trade trade -> trade.size();
        };
    }

    /** The column that has the coins, if the volume is in money. */
    OptionalInt coins() {
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, width)
                .filter(column -> !columns.numbers().contains(column))
                .filter(column -> column != columns.when().date())
                .filter(this::isOfCoins)
                .findFirst();
    }

    private boolean isOfCoins(int column) {
        int compared = 0;
        int fit = 0;
        for (List<String> row : rows) {
            Optional<BigDecimal> volume = number(row, volume());
            if (volume.isEmpty() || volume.get().signum() == 0) {
                continue;
            }
            compared++;
            Optional<BigDecimal> other = number(row, column).map(BigDecimal::abs);
            Optional<BigDecimal> low = number(row, lowest());
            Optional<BigDecimal> high = number(row, highest());
            if (other.isPresent() && low.isPresent() && high.isPresent()) {
                double money = volume.get().abs().doubleValue();
                double coins = other.get().doubleValue();
                double from = low.get().doubleValue() * (1 - ROUNDING);
                double to = high.get().doubleValue() * (1 + ROUNDING);
                // At a price of one either may be the other
                boolean isMoney = from <= money / coins && money / coins <= to;
                boolean isCoins = from <= coins / money && coins / money <= to;
                fit += isMoney && !isCoins ? 1 : 0;
            }
        }
        return compared >= ROWS_MIN && (compared - fit) * ODD_OF <= compared;
    }

    private int lowest() {
        return switch (columns) {
            case Layout.Candle candle -> candle.low();
            case Layout.Trade trade -> trade.price();
        };
    }

    private int highest() {
        return switch (columns) {
            case Layout.Candle candle -> candle.high();
            case Layout.Trade trade -> trade.price();
        };
    }

    private Optional<BigDecimal> number(List<String> row, int column) {
        if (column >= row.size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(numbers.parse("cell", row.get(column)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
