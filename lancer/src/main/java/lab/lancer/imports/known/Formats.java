package lab.lancer.imports.known;

import java.util.List;
import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/** All formats that are known, the more particular first. */
public final class Formats {
    private static final List<Format> ALL =
            List.of(
                    new TardisTrades(),
                    new BinanceKlines(),
                    new BitmexCandles(),
                    new HtxCandles(),
                    new KaggleBitcoin(),
                    new CryptoDataDownload(),
                    new CoinbaseCandles(),
                    new KrakenCandles(),
                    new RestCandles(),
                    new KrakenTrades(),
                    new BinanceTrades(),
                    new Freqtrade(),
                    new NamedCandles(),
                    new NamedTrades(),
                    new PlainCandles());

    private Formats() {}

    /** The first that knows the file; empty if none does. */
    public static Optional<Layout> recognise(Sample sample) {
        return ALL.stream().flatMap(format -> format.recognise(sample).stream()).findFirst();
    }

    /** Why a file that looks like one of them cannot be taken for it, and what to do. */
    public static Optional<String> unusable(Sample sample) {
        return Unusable.why(sample);
    }

    /** Whether the header names volumes, and each as that of another asset than the pair's. */
    public static boolean hasOthersVolumeAlone(Sample sample) {
        return sample.header()
                .filter(header -> NamedCandles.hasOthersVolumeAlone(header, sample))
                .isPresent();
    }
}
