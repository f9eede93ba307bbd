package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lab.domain.Pair;
import lab.lancer.pattern.CandleClose;
import lab.lancer.warm.WarmCandles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files into the warm tier of a lab that never ran, and what is said about them. */
class BackfillCommandIT {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final String HEADER = "timestamp,open,high,low,close,volume\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path folder;

    @Test
    void what_can_be_is_imported_and_what_cannot_is_told_by_its_line() throws Exception {
        String text =
                HEADER
                        + "2025-02-01T00:00:00Z,100,101,99,100.5,3\n"
                        + "2025-02-01T00:00:00Z,200,201,199,200.5,4\n"
                        + "2025-02-01T00:01:00Z,100,90,110,100,1\n"
                        + "2025-02-01 02:02:00+02:00,100,101,99,100.25,3\n"
                        + "2025-02-01T00:00:00Z,100.0,101.0,99.0,100.50,3.0\n";
        assertThat(run(text, "--pair", "btc/usd")).isEqualTo(ExitCode.FAILED);
        assertThat(out())
                .contains("BTC-USD: 5 rows in = 2 candles + 3 refused, of which 1 repeats")
                .contains("BTC-USD: 2 candles imported");
        assertThat(err()).contains("line 3: time:", "line 4: low:", "line 6: 2025").hasLineCount(3);
        assertThat(imported())
                .containsExactly(
                        CandleClose.at(
                                java.time.Instant.parse("2025-02-01T00:00:00Z"), 100.5, false),
                        CandleClose.at(
                                java.time.Instant.parse("2025-02-01T00:02:00Z"), 100.25, false));
    }

    @Test
    void trades_bring_what_only_they_know() throws Exception {
        String text = "1735689600.25,100,1\n1735689601,102,3\n1735689660,103,0.5\n";
        assertThat(run(text, "--pair", "XBT/USD")).isEqualTo(ExitCode.DONE);
        assertThat(out())
                .contains("BTC-USD: 3 rows in = 3 trades used + 0 refused")
                .contains("BTC-USD: 2 candles imported");
        out.reset();
        assertThat(
                        lab(
                                "sql",
                                "--data",
                                data().toString(),
                                "--format",
                                "csv",
                                "-e",
                                "SELECT `open`, high, low, `close`, volume, quote_volume, vwap,"
                                        + " trade_count FROM warm.crypto.candles_1m WHERE trade_count > 1"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out())
                .contains(
                        "100.00000000,102.00000000,100.00000000,102.00000000,4.00000000,"
                                + "406.0000000000000000,101.50000000,2");
    }

    @Test
    void a_dry_run_shows_what_a_file_is_and_writes_nothing() throws Exception {
        assertThat(
                        run(
                                "1735689600,99,101,100,100.5,3\n1735689660,99,101,100,98,3\n",
                                "--pair",
                                "BTC-USD",
                                "--dry-run"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out().lines())
                .containsExactly(
                        "BTC-USD: recognised as Coinbase candles (text, cells separated by commas; no"
                                + " header; times seconds)",
                        "BTC-USD: 2025-01-01T00:00:00Z open 100 high 101 low 99 close 100.5 volume 3",
                        "BTC-USD: 2 rows in = 1 candles + 1 refused",
                        "BTC-USD: 1 candles would be imported, nothing is written");
        assertThat(data()).doesNotExist();
    }

    @Test
    void hours_are_refused_as_a_whole_with_what_to_do() throws Exception {
        String rows =
                IntStream.range(0, 24)
                        .mapToObj("2025-01-01 %02d:00:00,100,101,99,100,3%n"::formatted)
                        .collect(Collectors.joining());
        assertThat(run(HEADER + rows, "--pair", "BTC-USD")).isEqualTo(ExitCode.FAILED);
        assertThat(out()).contains("24 rows in = 0 candles + 24 refused");
        assertThat(err()).contains("are 1h apart; fetch those of one minute (1m)").hasLineCount(1);
        assertThat(data()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    ''                      | --pair BTC-USD               | 1 | it must hold rows, is empty
                    time,open,high,low,close,volume | --pair BTC-USD       | 1 | it must hold rows, has only a header
                    a,b,c                   | --pair BTC-USD --no-header   | 1 | its format must be known
                    1735689600,1,1,1,1,1    | --pair BTCUSD                | 2 | pair: must be two assets
                    1735689600,1,1,1,1,1    | --pair BTC-USD --interval 1h | 2 | --interval: must be 1m, was "1h"
                    1735689600,1,1,1,1,1    | --pair BTC-USD --columns x   | 2 | --columns: each must be one of
                    1735689600,1,1,1,1,1    | --pairs BTC-USD --dry-run    | 2 | either --csv and --pair
                    """)
    void what_cannot_be_imported_is_refused_in_one_line(
            String text, String options, int code, String told) throws Exception {
        assertThat(run(text, options.split(" ", -1))).isEqualTo(code);
        assertThat(err()).contains(told).hasLineCount(1);
        assertThat(data()).doesNotExist();
    }

    private Path data() {
        return folder.resolve("lab");
    }

    private List<CandleClose> imported() throws Exception {
        try (WarmCandles warm = WarmCandles.open(data().resolve("warehouse/paimon"), "crypto")) {
            return warm.readAll(BTC).orElseThrow().candles().byPair().getOrDefault(BTC, List.of());
        }
    }

    private int run(String text, String... options) throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, text);
        List<String> arguments =
                new java.util.ArrayList<>(
                        List.of("backfill", "--csv", file.toString(), "--data", data().toString()));
        arguments.addAll(List.of(options));
        return lab(arguments.toArray(String[]::new));
    }

    private int lab(String... arguments) {
        return new LabCommandLine(
                        InstantSource.system(), new PrintStream(out), new PrintStream(err))
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
