package lab.lancer.imports.known;

import java.util.Optional;
import java.util.OptionalInt;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Order;
import lab.lancer.imports.format.Sample;

/**
 * Binance's klines: twelve columns, with a header or without; times in milliseconds, those of the
 * spot market in microseconds since 2025. Each row says when its candle ends.
 */
final class BinanceKlines implements Format {
    private static final String NAME = "Binance klines";
    private static final int CELLS = 12;
    private static final int CLOSE_TIME = 6;

    @Override
    public Optional<Layout> recognise(Sample sample) {
        if (sample.header().isPresent()) {
            Header header = sample.header().get();
            return header.find("open_time", "opentime").isPresent()
                            && header.find("close_time", "closetime").isPresent()
                    ? NamedCandles.columns(header, sample)
                            .map(columns -> NamedCandles.layout(NAME, header, columns))
                    : Optional.empty();
        }
        boolean isLike = sample.isBare(CELLS) && sample.hasTimes(0) && sample.hasTimes(CLOSE_TIME);
        Layout.Candle columns = Order.OPEN_HIGH_LOW_CLOSE.candle();
        return isLike && Order.OPEN_HIGH_LOW_CLOSE.isOf(sample)
                ? Optional.of(
                        new Layout(NAME, columns, OptionalInt.empty(), OptionalInt.of(CLOSE_TIME)))
                : Optional.empty();
    }
}
