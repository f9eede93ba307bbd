package lab.lancer.imports.format;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An order in which files without a header have time, prices and volume. Which one it is shows in
 * the prices themselves: no other column is above the high, or below the low.
 */
public enum Order {
    OPEN_HIGH_LOW_CLOSE(1, 2, 3, 4),
    LOW_HIGH_OPEN_CLOSE(3, 2, 1, 4),
    OPEN_CLOSE_HIGH_LOW(1, 3, 4, 2);

    private static final int VOLUME = 5;
    private static final int CELLS = 6;

    private final int open;
    private final int high;
    private final int low;
    private final int close;

    Order(int open, int high, int low, int close) {
        this.open = open;
        this.high = high;
        this.low = low;
        this.close = close;
    }

    public Layout.Candle candle() {
        return new Layout.Candle(Layout.When.at(0), open, high, low, close, VOLUME);
    }

    public List<String> names() {
        var names = new String[CELLS];
        names[0] = "time";
        names[open] = "open";
        names[high] = "high";
        names[low] = "low";
        names[close] = "close";
        names[VOLUME] = "volume";
        return List.of(names);
    }

    @Override
    public String toString() {
        return String.join(", ", names());
    }

    /** The order of a file of six columns without a header, if it has one of these. */
    public static Optional<Order> of(Sample sample) {
        if (!sample.isBare(CELLS) || !sample.hasTimes(0)) {
            return Optional.empty();
        }
        // Where all candles fit two orders alike: JSON in seconds is Coinbase's
        Order likely =
                sample.isJson() && sample.isIn("seconds", 0)
                        ? LOW_HIGH_OPEN_CLOSE
                        : OPEN_HIGH_LOW_CLOSE;
        return Stream.concat(Stream.of(likely), Stream.of(values()))
                .min(Comparator.comparingLong(order -> order.misfits(sample)))
                .filter(order -> order.fits(sample));
    }

    /** Whether it is true of most rows that have prices. */
    public boolean fits(Sample sample) {
        long withPrices = sample.rows().stream().filter(row -> prices(row).isPresent()).count();
        return misfits(sample) * 2 <= withPrices;
    }

    private long misfits(Sample sample) {
        return sample.rows().stream()
                .flatMap(row -> prices(row).stream())
                .filter(this::isOff)
                .count();
    }

    private boolean isOff(List<BigDecimal> prices) {
        BigDecimal highest = prices.get(high - 1);
        BigDecimal lowest = prices.get(low - 1);
        return prices.stream()
                .anyMatch(price -> price.compareTo(highest) > 0 || price.compareTo(lowest) < 0);
    }

    /** The four columns behind the time. */
    private static Optional<List<BigDecimal>> prices(List<String> row) {
        if (row.size() < VOLUME) {
            return Optional.empty();
        }
        try {
            return Optional.of(row.subList(1, VOLUME).stream().map(Order::number).toList());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static BigDecimal number(String cell) {
        boolean isComma = cell.indexOf(',') >= 0;
        return (isComma ? Numbers.COMMA : Numbers.POINT).parse("price", cell);
    }
}
