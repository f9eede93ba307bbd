package lab.lancer.imports.known;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Money;
import lab.lancer.imports.format.Numbers;
import lab.lancer.imports.format.Order;
import lab.lancer.imports.format.Sample;

/**
 * Arrays of candles as the REST of Bybit, KuCoin, OKX, Bitget or MEXC gives them: time, prices, and
 * behind these volumes in coins, contracts and money in an order of each one's own. Which is which
 * shows in the numbers: the one in money is the one in coins times the price.
 */
final class RestCandles implements Format {
    private static final int CELLS_MIN = 7;
    private static final int CELLS_MAX = 11;
    private static final int FIRST_VOLUME = 5;
    private static final Set<String> FLAGS = Set.of("0", "1", "true", "false");

    @Override
    public Optional<Layout> recognise(Sample sample) {
        int width = sample.width();
        if (sample.header().isPresent()
                || width < CELLS_MIN
                || width > CELLS_MAX
                || !sample.hasTimes(0)) {
            return Optional.empty();
        }
        return Order.wide(sample)
                .map(Order::candle)
                .flatMap(candle ->
                        IntStream.range(FIRST_VOLUME, width)
                                .filter(coins -> isOfCoins(sample, candle, coins))
                                .mapToObj(coins -> layout(sample, candle, coins))
                                .findFirst());
    }

    private static boolean isOfCoins(Sample sample, Layout.Candle candle, int coins) {
        var money = new Money(sample.rows(), Numbers.POINT, candle.low(), candle.high());
        return IntStream.range(FIRST_VOLUME, sample.width())
                .anyMatch(other -> other != coins && money.isMoney(other, coins, 1));
    }

    private static Layout layout(Sample sample, Layout.Candle candle, int coins) {
        var columns =
                new Layout.Candle(
                        candle.when(),
                        candle.open(),
                        candle.high(),
                        candle.low(),
                        candle.close(),
                        coins);
        int last = sample.width() - 1;
        return new Layout(
                "candles of an exchange's REST",
                columns,
                OptionalInt.empty(),
                OptionalInt.empty(),
                isFlag(sample, last) ? OptionalInt.of(last) : OptionalInt.empty());
    }

    /** Whether the last column says of each candle whether it has ended. */
    private static boolean isFlag(Sample sample, int column) {
        return sample.rows().stream()
                .filter(row -> row.size() > column)
                .map(row -> row.get(column).toLowerCase(Locale.ROOT))
                .allMatch(FLAGS::contains);
    }
}
