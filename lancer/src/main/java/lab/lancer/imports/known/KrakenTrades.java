package lab.lancer.imports.known;

import java.util.Optional;
import java.util.OptionalInt;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/**
 * Trades as Kraken and bitcoincharts give them: when, for how much, how many; no header. Kraken's
 * REST has price, volume, time, three marks and the id.
 */
final class KrakenTrades implements Format {
    private static final int CELLS = 3;
    private static final int CELLS_OF_REST = 7;
    private static final int TIME_OF_REST = 2;

    @Override
    public Optional<Layout> recognise(Sample sample) {
        var columns = new Layout.Trade(Layout.When.at(0), 1, 2, OptionalInt.empty());
        if (sample.isBare(CELLS) && sample.hasTimes(0)) {
            return Optional.of(Layout.of("Kraken trades", columns));
        }
        boolean isOfRest =
                sample.isJson()
                        && sample.isBare(CELLS_OF_REST)
                        && sample.hasTimes(TIME_OF_REST)
                        && sample.hasCounts(CELLS_OF_REST - 1)
                        && !sample.hasTimes(0);
        var ofRest =
                new Layout.Trade(
                        Layout.When.at(TIME_OF_REST), 0, 1, OptionalInt.of(CELLS_OF_REST - 1));
        return isOfRest ? Optional.of(Layout.of("Kraken trades", ofRest)) : Optional.empty();
    }
}
