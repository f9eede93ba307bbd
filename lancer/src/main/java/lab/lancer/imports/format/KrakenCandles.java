package lab.lancer.imports.format;

import java.util.Optional;

/** Kraken's OHLCVT: no header, seconds, and how many trades there were in the seventh column. */
final class KrakenCandles implements Format {
    private static final int CELLS = 7;
    private static final int TRADES = 6;

    @Override
    public Optional<Layout> recognise(Sample sample) {
        boolean isLike = sample.isBare(CELLS) && sample.hasTimes(0) && sample.hasCounts(TRADES);
        return isLike && Order.OPEN_HIGH_LOW_CLOSE.fits(sample)
                ? Optional.of(Layout.of("Kraken OHLCVT", Order.OPEN_HIGH_LOW_CLOSE.candle()))
                : Optional.empty();
    }
}
