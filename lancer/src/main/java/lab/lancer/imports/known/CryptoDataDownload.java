package lab.lancer.imports.known;

import java.util.Locale;
import java.util.Optional;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/**
 * CryptoDataDownload's files: the site's address above the header, newest row first, the volume in
 * both assets. Older ones have a date such as {@code 2020-07-08 02-PM}, newer ones also a number.
 */
final class CryptoDataDownload implements Format {
    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .filter(header -> isLike(header, sample))
                .flatMap(header ->
                        NamedCandles.columns(header, sample)
                                .map(columns ->
                                        NamedCandles.layout(
                                                "CryptoDataDownload", header, columns)));
    }

    private static boolean isLike(Header header, Sample sample) {
        boolean hasBanner =
                sample.banner().stream()
                        .anyMatch(line ->
                                line.toLowerCase(Locale.ROOT).contains("cryptodatadownload"));
        return hasBanner
                || (header.has("date", "symbol")
                        && header.names().stream().anyMatch(name -> name.startsWith("volume_")));
    }
}
