package lab.lancer.imports.known;

import java.util.Optional;
import java.util.OptionalInt;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/**
 * Binance's trades without a header: id, price, quantity, their product, time, and one or two
 * flags; and its aggregated trades: id, price, quantity, the first and the last id in it, time, and
 * flags. Their ids are so large that they may pass for times in seconds, so a time must be finer.
 */
final class BinanceTrades implements Format {
    private static final int TIME = 4;
    private static final int TIME_OF_AGGREGATE = 5;
    private static final int DIGITS_MIN = 13;

    @Override
    public Optional<Layout> recognise(Sample sample) {
        if (sample.header().isPresent() || !sample.hasCounts(0)) {
            return Optional.empty();
        }
        return trades(sample, TIME_OF_AGGREGATE, "Binance aggregated trades")
                .or(() -> trades(sample, TIME, "Binance trades"));
    }

    private static Optional<Layout> trades(Sample sample, int time, String name) {
        boolean isLike =
                (sample.isBare(time + 2) || sample.isBare(time + 3))
                        && sample.hasFlags(time + 1)
                        && sample.hasCounts(time, DIGITS_MIN)
                        && sample.hasTimes(time);
        var columns = new Layout.Trade(Layout.When.at(time), 1, 2, OptionalInt.of(0));
        return isLike ? Optional.of(Layout.of(name, columns)) : Optional.empty();
    }
}
