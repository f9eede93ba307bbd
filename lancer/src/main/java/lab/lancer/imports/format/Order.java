package lab.lancer.imports.format;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An order in which files without a header have time, prices and volume. Which one it is shows in
 * the prices themselves: no other column is above the high, or below the low, and a candle opens
 * near where the one before it closed.
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
        return byExtremes(sample).filter(order -> order.isSure(sample));
    }

    /** Of a file that has one for all that its numbers tell, but not for sure: what to do. */
    public static Optional<String> doubt(Sample sample) {
        return byExtremes(sample).filter(order -> !order.isSure(sample)).map(Order::doubt);
    }

    private String doubt() {
        List<String> turned = new ArrayList<>(names());
        turned.set(open, "close");
        turned.set(close, "open");
        return "its open and close must be told from each other, have no header and no prices that do; say"
                + " --columns %s or --columns %s, whichever it is"
                        .formatted(String.join(",", names()), String.join(",", turned));
    }

    /** The order of the prices of a file without a header that has more columns than six. */
    public static Optional<Order> wide(Sample sample) {
        return best(OPEN_HIGH_LOW_CLOSE, sample).filter(order -> order.isOf(sample));
    }

    /** The order by which high is highest and low lowest. */
    private static Optional<Order> byExtremes(Sample sample) {
        if (!sample.isBare(CELLS) || !sample.hasTimes(0)) {
            return Optional.empty();
        }
        // Where all candles fit two orders alike: JSON in seconds is Coinbase's
        return best(
                sample.isJson() && sample.isIn("seconds", 0)
                        ? LOW_HIGH_OPEN_CLOSE
                        : OPEN_HIGH_LOW_CLOSE,
                sample);
    }

    private static Optional<Order> best(Order likely, Sample sample) {
        return Stream.concat(Stream.of(likely), Stream.of(values()))
                .min(Comparator.comparingLong(order -> order.misfits(sample)))
                .filter(order -> order.fits(sample));
    }

    /**
     * Whether nothing speaks against its open and close. A table whose columns were sorted by name
     * (close, high, low, open) looks the same but for its candles, which then close where the one
     * before opened.
     */
    private boolean isSure(Sample sample) {
        return Opening.shown(sample, 0, open, close) != Opening.Shown.TURNED;
    }

    /** Whether the prices of candles with more columns than six are in it, and not turned. */
    public boolean isOf(Sample sample) {
        return sample.isBetween(open, low, high)
                && fits(sample)
                && Opening.shown(sample, 0, open, close) != Opening.Shown.TURNED;
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

    static BigDecimal number(String cell) {
        boolean isComma = cell.indexOf(',') >= 0;
        return (isComma ? Numbers.COMMA : Numbers.POINT).parse("price", cell);
    }
}
