package lab.lancer.imports.format;

import java.util.Optional;
import java.util.OptionalInt;

/** Trades as Kraken and bitcoincharts give them: when, for how much, how many; no header. */
final class KrakenTrades implements Format {
    private static final int CELLS = 3;

    @Override
    public Optional<Layout> recognise(Sample sample) {
        var columns = new Layout.Trade(Layout.When.at(0), 1, 2, OptionalInt.empty());
        return sample.isBare(CELLS) && sample.hasTimes(0)
                ? Optional.of(Layout.of("Kraken trades", columns))
                : Optional.empty();
    }
}
