package lab.lancer.imports.known;

import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/** Trades as Tardis gives them: times in microseconds, the exchange's and that of their receipt. */
final class TardisTrades implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .filter(header -> header.has("symbol", "timestamp", "local_timestamp"))
                .flatMap(header -> NamedTrades.layout("Tardis trades", header, sample));
    }
}
