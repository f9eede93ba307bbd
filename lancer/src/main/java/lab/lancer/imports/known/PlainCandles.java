package lab.lancer.imports.known;

import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Order;
import lab.lancer.imports.format.Sample;

/** Six columns without a header, whose order their own numbers tell. */
final class PlainCandles implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        return Order.of(sample)
                .map(order -> Layout.of("candles without a header: " + order, order.candle()));
    }
}
