package lab.lancer.imports.known;

import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Order;
import lab.lancer.imports.format.Sample;

/** Candles as Coinbase's REST gives them, low and high before open and close. */
final class CoinbaseCandles implements Format {
    private static final String NAME = "Coinbase candles";

    @Override
    public Optional<Layout> recognise(Sample sample) {
        if (sample.header().isPresent()) {
            return sample.header()
                    .filter(header -> header.names().equals(Order.LOW_HIGH_OPEN_CLOSE.names()))
                    .map(header -> Layout.of(NAME, Order.LOW_HIGH_OPEN_CLOSE.candle()));
        }
        return Order.of(sample)
                .filter(order -> order == Order.LOW_HIGH_OPEN_CLOSE)
                .map(order -> Layout.of(NAME, order.candle()));
    }
}
