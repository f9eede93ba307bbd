package lab.lancer.imports.format;

import java.util.Optional;
import java.util.OptionalInt;

/** Binance's trades without a header: id, price, quantity, their product, time, and two flags. */
final class BinanceTrades implements Format {
    private static final int CELLS = 7;
    private static final int TIME = 4;

    @Override
    public Optional<Layout> recognise(Sample sample) {
        boolean isLike = sample.isBare(CELLS) && sample.hasCounts(0) && sample.hasTimes(TIME);
        var columns = new Layout.Trade(Layout.When.at(TIME), 1, 2, OptionalInt.of(0));
        return isLike ? Optional.of(Layout.of("Binance trades", columns)) : Optional.empty();
    }
}
