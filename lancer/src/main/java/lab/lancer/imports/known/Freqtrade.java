package lab.lancer.imports.known;

import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Order;
import lab.lancer.imports.format.Sample;

/** What freqtrade keeps: JSON in milliseconds, or Feather with a column {@code date}. */
final class Freqtrade implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        if (sample.isFeather()) {
            return sample.header()
                    .filter(header -> header.has("date", "open", "high", "low", "close", "volume"))
                    .flatMap(header ->
                            NamedCandles.columns(header, sample)
                                    .map(columns ->
                                            NamedCandles.layout(
                                                    "freqtrade Feather", header, columns)));
        }
        return sample.isJson() && sample.isIn("milliseconds", 0)
                ? Order.of(sample)
                        .filter(order -> order == Order.OPEN_HIGH_LOW_CLOSE)
                        .map(order -> Layout.of("freqtrade JSON", order.candle()))
                : Optional.empty();
    }
}
