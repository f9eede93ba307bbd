package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of each format that is known, and what {@code src/test/oracle/imports.py} put in them. */
class KnownFilesTest {
    private static final String EXPECTED = ".candles";
    private static final Path FOLDER = folder();

    private static Path folder() {
        try {
            return Path.of(KnownFilesTest.class.getResource("/imports").toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path file(String name) {
        return FOLDER.resolve(name);
    }

    static List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(EXPECTED))
                            .map(name -> name.substring(0, name.length() - EXPECTED.length()))
                            .sorted()
                            .toList();
            assertThat(names).hasSizeGreaterThan(25);
            return names;
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_file_has_the_candles_that_were_put_in(String name) throws Exception {
        ReadFile read = ReadFile.of(FOLDER.resolve(name));
        assertThat(read.refusals()).isEmpty();
        assertThat(read.tally().isWhole()).isTrue();
        assertThat(read.lines())
                .containsExactlyElementsOf(Files.readAllLines(FOLDER.resolve(name + EXPECTED)));
        assertThat(read.tally().candles()).isEqualTo(read.lines().size());
    }

    @ParameterizedTest
    @CsvSource({
        "binance-header-ms.csv, Binance klines",
        "binance-bare-us.csv, Binance klines",
        "binance-names.csv, Binance klines",
        "binance.zip, Binance klines",
        "coinbase.json, Coinbase candles",
        "coinbase.csv, Coinbase candles",
        "coinbase-bare.csv, Coinbase candles",
        "kraken-ohlcvt.csv, Kraken OHLCVT",
        "cryptodatadownload.csv, CryptoDataDownload",
        "cryptodatadownload-half-days.csv, CryptoDataDownload",
        "kaggle.csv, Kaggle's bitcoin history",
        "freqtrade.json, freqtrade JSON",
        "freqtrade-lz4.feather, freqtrade Feather",
        "tardis-trades.csv.gz, Tardis trades",
        "kraken-rest.json, Kraken OHLCVT",
        "binance-trades.csv, Binance trades",
        "kraken-trades.csv, Kraken trades"
    })
    void a_format_is_known_by_its_name(String name, String format) throws Exception {
        assertThat(ReadFile.of(FOLDER.resolve(name)).recognised()).startsWith(format);
    }

    @Test
    void all_that_is_said_about_a_file_is_what_it_is() throws Exception {
        assertThat(ReadFile.of(FOLDER.resolve("tabs-utf16.csv")).recognised())
                .isEqualTo(
                        "candles by the names of their columns (text, cells separated by tabs; with a"
                                + " header; times written out)");
    }
}
