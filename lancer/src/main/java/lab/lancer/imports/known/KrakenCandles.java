package lab.lancer.imports.known;

import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Order;
import lab.lancer.imports.format.Sample;

/**
 * Kraken's OHLCVT: no header, seconds, and how many trades there were in the last column. The REST
 * has the mean price before the volume.
 */
final class KrakenCandles implements Format {
    private static final int CELLS = 7;

    @Override
    public Optional<Layout> recognise(Sample sample) {
        return recognise(sample, CELLS, Order.OPEN_HIGH_LOW_CLOSE.candle())
                .or(() ->
                        isMeanPrice(sample)
                                ? recognise(sample, CELLS + 1, ofRest())
                                : Optional.empty());
    }

    /** Others have a volume there. */
    private static boolean isMeanPrice(Sample sample) {
        Layout.Candle columns = Order.OPEN_HIGH_LOW_CLOSE.candle();
        return sample.isBare(CELLS + 1)
                && sample.isBetween(columns.volume(), columns.low(), columns.high());
    }

    private static Layout.Candle ofRest() {
        Layout.Candle ofFile = Order.OPEN_HIGH_LOW_CLOSE.candle();
        return new Layout.Candle(
                ofFile.when(),
                ofFile.open(),
                ofFile.high(),
                ofFile.low(),
                ofFile.close(),
                ofFile.volume() + 1);
    }

    private static Optional<Layout> recognise(Sample sample, int cells, Layout.Candle columns) {
        boolean isLike = sample.isBare(cells) && sample.hasTimes(0) && sample.hasCounts(cells - 1);
        // Yahoo's has the adjusted close there
        boolean hasVolume = !sample.isSame(columns.volume(), columns.close());
        return isLike && hasVolume && Order.OPEN_HIGH_LOW_CLOSE.isOf(sample)
                ? Optional.of(Layout.of("Kraken OHLCVT", columns))
                : Optional.empty();
    }
}
