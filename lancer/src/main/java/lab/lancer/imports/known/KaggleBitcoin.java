package lab.lancer.imports.known;

import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/** The bitcoin history of Kaggle: minutes without a trade are rows of NaN. */
final class KaggleBitcoin implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .filter(header -> header.has("timestamp", "weighted_price", "volume_currency"))
                .flatMap(header ->
                        NamedCandles.columns(header, sample)
                                .map(columns ->
                                        NamedCandles.layout(
                                                "Kaggle's bitcoin history", header, columns)));
    }
}
