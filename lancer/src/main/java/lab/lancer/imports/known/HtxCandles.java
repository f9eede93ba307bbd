package lab.lancer.imports.known;

import java.util.List;
import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/** HTX's candles: the id is when one begins, the amount is in coins, and the volume in money. */
final class HtxCandles implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .filter(header ->
                        header.has("id", "open", "close", "low", "high", "amount", "vol", "count"))
                .filter(header -> sample.hasTimes(header.names().indexOf("id")))
                .map(HtxCandles::candle)
                .map(candle -> Layout.of("HTX candles", candle));
    }

    private static Layout.Candle candle(Header header) {
        List<String> names = header.names();
        return new Layout.Candle(
                Layout.When.at(names.indexOf("id")),
                names.indexOf("open"),
                names.indexOf("high"),
                names.indexOf("low"),
                names.indexOf("close"),
                names.indexOf("amount"));
    }
}
