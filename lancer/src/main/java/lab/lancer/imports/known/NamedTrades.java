package lab.lancer.imports.known;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/** Trades whose header names its columns. */
final class NamedTrades implements Format {
    /** Who names these has candles, and calls a close its price. */
    private static final Set<String> CANDLES = Set.of("open", "high", "low", "close");

    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .flatMap(header -> layout("trades by the names of their columns", header, sample));
    }

    static Optional<Layout> layout(String format, Header header, Sample sample) {
        Optional<Layout.When> when = NamedTimes.when(header, sample);
        if (header.names().stream().anyMatch(CANDLES::contains)) {
            return Optional.empty();
        }
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
                        header.find(
                                "id",
                                "trade_id",
                                "tradeid",
                                "tid",
                                "agg_trade_id",
                                "coin_metrics_id"),
                        header.find("local_timestamp", "received"));
        return Optional.of(
                new Layout(format, columns, NamedCandles.symbol(header), OptionalInt.empty()));
    }
}
