package lab.lancer.imports.format;

import java.util.Optional;
import java.util.OptionalInt;

/** Trades whose header names its columns. */
final class NamedTrades implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .flatMap(header -> layout("trades by the names of their columns", header, sample));
    }

    static Optional<Layout> layout(String format, Header header, Sample sample) {
        Optional<Layout.When> when = NamedCandles.when(header, sample);
        OptionalInt price = header.find("price", "p");
        OptionalInt size = header.find("amount", "size", "qty", "quantity", "volume", "vol", "q");
        if (when.isEmpty() || price.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        var columns =
                new Layout.Trade(
                        when.get(),
                        price.getAsInt(),
                        size.getAsInt(),
                        header.find("id", "trade_id", "tradeid", "tid"),
                        header.find("local_timestamp", "received"));
        return Optional.of(
                new Layout(
                        format,
                        columns,
                        header.find("symbol", "pair", "ticker"),
                        OptionalInt.empty()));
    }
}
