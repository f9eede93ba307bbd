package lab.lancer.imports.known;

import java.util.Optional;
import java.util.OptionalInt;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/**
 * BitMEX's trade bins: a row's time is the end of its candle, and its volume one of contracts; what
 * was traded of the base asset is its home notional.
 */
final class BitmexCandles implements Format {
    private static final String[] COINS = {"homenotional", "home_notional"};

    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .filter(BitmexCandles::isLike)
                .flatMap(header ->
                        candle(header, sample)
                                .map(candle ->
                                        NamedCandles.layout("BitMEX's bins", header, candle)));
    }

    private static Optional<Layout.Candle> candle(Header header, Sample sample) {
        OptionalInt coins = header.find(COINS);
        if (coins.isEmpty()) {
            return Optional.empty();
        }
        return NamedCandles.columns(header, sample)
                .map(candle ->
                        new Layout.Candle(
                                candle.when().end(),
                                candle.open(),
                                candle.high(),
                                candle.low(),
                                candle.close(),
                                coins.getAsInt()));
    }

    private static boolean isLike(Header header) {
        return header.has("timestamp", "open", "close", "volume", "turnover")
                && header.find("lastsize", "last_size").isPresent();
    }

    /** Whether it has them without what was traded of the base asset. */
    static boolean isOfContracts(Header header) {
        return isLike(header) && header.find(COINS).isEmpty();
    }
}
