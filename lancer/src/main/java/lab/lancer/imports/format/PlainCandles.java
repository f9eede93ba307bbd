package lab.lancer.imports.format;

import java.util.Optional;

/** Six columns without a header, whose order their own numbers tell. */
final class PlainCandles implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        return Order.of(sample)
                .map(order -> Layout.of("candles without a header: " + order, order.candle()));
    }
}
