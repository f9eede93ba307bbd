package lab.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import lab.cli.LabCommandLine;
import lab.cli.client.ExitCode;
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
                .as(err())
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
    void what_a_file_does_not_say_of_its_times_the_user_may() throws Exception {
        String text =
                "Date (EST),open,high,low,close,volume\n01/02/2025 19:00:00,100,101,99,100.5,3\n";
        assertThat(run(text, "--pair", "BTC-USD", "--dates", "dmy")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("its zone must be known", "--zone -05:00").hasLineCount(1);
        assertThat(run(text, "--pair", "BTC-USD", "--dates", "dmy", "--zone", "America/New_York"))
                .isEqualTo(ExitCode.DONE);
        assertThat(imported())
                .containsExactly(
                        CandleClose.at(
                                java.time.Instant.parse("2025-02-02T00:00:00Z"), 100.5, false));
    }

    @Test
    void a_last_line_that_may_lack_digits_is_told() throws Exception {
        String text =
                HEADER
                        + "2025-02-01T00:00:00Z,100,101,99,100.5,3.25\n"
                        + "2025-02-01T00:01:00Z,100,101,99,100.5,3.5";
        assertThat(run(text, "--pair", "BTC-USD", "--dry-run")).isEqualTo(ExitCode.DONE);
        assertThat(err()).contains("its last line has no line end").hasLineCount(1);
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
                    1735689600,1,1,1,1,1    | --pair BTC-USD --zone EST    | 2 | --zone: must be as UTC, +01:00
                    1735689600,1,1,1,1,1    | --pair BTC-USD --dates ymd   | 2 | --dates: must be dmy for 31/01/2025
                    1735689600,1,1,1,1,1    | --pairs BTC-USD --dry-run    | 2 | either --csv and --pair
                    """)
    void what_cannot_be_imported_is_refused_in_one_line(
            String text, String options, int code, String told) throws Exception {
        assertThat(run(text, options.split(" ", -1))).isEqualTo(code);
        assertThat(err()).contains(told).hasLineCount(1);
        assertThat(data()).doesNotExist();
    }

    /**
     * Files of all kinds, each imported as another pair, and then all that the table holds. Minutes
     * are told from 2025-01-01T00:00Z on unless a kind is about its times.
     */
    @Test
    void the_table_holds_of_each_kind_of_file_what_it_says_and_nothing_else() throws Exception {
        var expected = new ArrayList<String>();
        for (Kind kind : kinds()) {
            err.reset();
            out.reset();
            Path file = folder.resolve(kind.pair());
            Files.write(file, kind.content().getBytes(StandardCharsets.ISO_8859_1));
            int code =
                    lab(
                            "backfill",
                            "--csv",
                            file.toString(),
                            "--data",
                            data().toString(),
                            "--pair",
                            kind.pair());
            assertThat(code)
                    .as("%s: %s %s", kind.pair(), out(), err())
                    .isEqualTo(kind.told().isEmpty() ? ExitCode.DONE : ExitCode.FAILED);
            assertThat(err()).as(kind.pair()).contains(kind.told());
            kind.rows().stream().map(row -> kind.pair() + "," + row).forEach(expected::add);
        }
        out.reset();
        assertThat(
                        lab(
                                "sql",
                                "--data",
                                data().toString(),
                                "--format",
                                "csv",
                                "-e",
                                "SELECT pair, window_start, `open`, high, low, `close`, volume"
                                        + " FROM warm.crypto.candles_1m"))
                .as(err())
                .isEqualTo(ExitCode.DONE);
        assertThat(out().lines().skip(1).map(BackfillCommandIT::plain))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Numbers without zeros at their end, times without what every one of them has. */
    private static String plain(String row) {
        return Stream.of(row.split(",", -1))
                .map(cell ->
                        cell.matches("-?[0-9]+\\.[0-9]+")
                                ? new BigDecimal(cell).stripTrailingZeros().toPlainString()
                                : time(cell))
                .collect(Collectors.joining(","));
    }

    private static String time(String cell) {
        return cell.matches("[0-9]{4}-.*")
                ? cell.replaceAll("[TZ]", " ").strip().replaceAll(":00(\\.0+)?$", "")
                : cell;
    }

    /**
     * A file.
     *
     * @param content its bytes, each as the character of its number
     * @param told where not all of it is taken
     * @param rows of the table, without the pair
     */
    private record Kind(String pair, String content, String told, List<String> rows) {
        static Kind of(String pair, byte[] bytes, String told, String... rows) {
            var content = new String(bytes, StandardCharsets.ISO_8859_1);
            return new Kind(pair, content, told, List.of(rows));
        }
    }

    private static Kind kind(String pair, String text, String told, String... rows) {
        return Kind.of(pair, text.getBytes(StandardCharsets.UTF_8), told, rows);
    }

    private static final String AT_0 = "2025-01-01 00:00,100,101,99,100.5,3";
    private static final String AT_1 = "2025-01-01 00:01,100,101,99,100.5,3";
    private static final String CELLS = ",100.0,101.0,99.0,100.50,3.0";

    private static List<Kind> kinds() throws IOException {
        String plain = HEADER + "1735689600" + CELLS + "\n1735689660" + CELLS + "\n";
        return List.of(
                kind("US-USD", plain.replaceAll("(?m)^(1735689...)", "$1000000"), "", AT_0, AT_1),
                kind("MS-USD", plain.replaceAll("(?m)^(1735689...)", "$1000"), "", AT_0, AT_1),
                kind(
                        "KLINE-USD",
                        "1735689600000000,100,101,99,100.5,3,1735689659999999,300,5,1,1,0\n",
                        "",
                        AT_0),
                kind(
                        "BTC-USD",
                        """
                        Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price
                        1735689600.0,100,101,99,100.5,3,300,100
                        1735689660.0,NaN,NaN,NaN,NaN,NaN,NaN,NaN
                        """,
                        "line 3: open: must be a decimal number",
                        AT_0),
                kind(
                        "CDD-USD",
                        """
                        https://www.CryptoDataDownload.com
                        unix,date,symbol,open,high,low,close,Volume CDD,Volume USD
                        1735689660,2025-01-01 00:01:00,CDD/USD,100,101,99,100.5,3,300
                        1735689600,2025-01-01 00:00:00,CDD/USD,100,101,99,100.5,3,300
                        """,
                        "",
                        AT_0,
                        AT_1),
                kind("KRAKEN-USD", "1735689600,100,101,99,100.5,3,7\n", "", AT_0),
                kind(
                        "TWICE-USD",
                        HEADER
                                + "2025-01-01T00:00:00Z,100,101,99,100.5,3\n"
                                + "2025-01-01T00:00:00Z,200,201,199,200.5,4\n"
                                + "2025-01-01T00:01:00Z,100,90,110,100,1\n"
                                + "2025-01-01T00:02:00Z,100,101,99,100.5,-3\n"
                                + "2025-01-01T00:03:00Z,100,101,99,100.5,123456789012\n"
                                + "2025-01-01T00:04:00Z,100.123456789,101,99,100.5,1\n",
                        "line 3: time: a minute must have one content",
                        AT_0),
                kind("SAME-USD", plain + "1735689600,100,101,99,100.5,3\n", "", AT_0, AT_1),
                kind(
                        "ZONES-USD",
                        HEADER
                                + "2025-02-01T00:00:59.999Z"
                                + CELLS
                                + "\n"
                                + "2025-02-01 00:01:00+02:00"
                                + CELLS
                                + "\n"
                                + "2025-02-01 00:02:00 UTC"
                                + CELLS
                                + "\n"
                                + "2025-01-01T05:30:00+05:30"
                                + CELLS
                                + "\n"
                                + "2024-12-31 19:01:00-0500"
                                + CELLS
                                + "\n"
                                + "2024-12-31T23:59:00Z"
                                + CELLS
                                + "\n"
                                + "2024-02-29 23:59:00"
                                + CELLS
                                + "\n"
                                + "2023-02-29 23:59:00"
                                + CELLS
                                + "\n",
                        "line 2: time: must be a full minute",
                        // Two hours east of Greenwich it is 22:01 there, a day before
                        "2025-01-31 22:01,100,101,99,100.5,3",
                        "2025-02-01 00:02,100,101,99,100.5,3",
                        AT_0,
                        AT_1,
                        "2024-12-31 23:59,100,101,99,100.5,3",
                        "2024-02-29 23:59,100,101,99,100.5,3"),
                kind(
                        "EXP-USD",
                        HEADER
                                + "1735689600,1.2E-7,1.3e-7,1E-8,1.0E-07,9.99999999999999999E9\n"
                                + "1735689660,1.2E-9,1.3e-7,1E-9,1.0E-07,1\n",
                        "line 3: open: must have at most 8 places",
                        "2025-01-01 00:00,0.00000012,0.00000013,0.00000001,0.0000001,9999999999.99999999"),
                kind(
                        "THOUS-USD",
                        HEADER
                                + "1735689600,\"1,000.5\",1001,999,1000,1\n"
                                + "1735689660"
                                + CELLS
                                + "\n",
                        "line 2: open: must be a decimal number",
                        AT_1),
                kind(
                        "EURO-USD",
                        """
                        timestamp;open;high;low;close;volume
                        2025-01-01 00:00;100,0;101,0;99,0;100,5;3,0
                        """,
                        "",
                        AT_0),
                kind(
                        "QUOTE-USD",
                        plain.replaceAll("([^,\n]+)", "\"$1\"").replace("\n", ",,\r\n\r\n"),
                        "",
                        AT_0,
                        AT_1),
                kind("BOM-USD", '\uFEFF' + plain, "", AT_0, AT_1),
                Kind.of("WIDE-USD", plain.getBytes(StandardCharsets.UTF_16), "", AT_0, AT_1),
                Kind.of("CUT-USD", cutGzip(plain), "ends within a gzip", AT_0),
                kind(
                        "MIXED-USD",
                        "symbol,"
                                + HEADER
                                + "MIXEDUSD,1735689600"
                                + CELLS
                                + "\n"
                                + "ETHUSD,1735689600,10,11,9,10.5,3\n"
                                + "ETHUSD,1735689660,10,11,9,10.5,3\n"
                                + "MIXEDUSD,1735689660"
                                + CELLS
                                + "\n",
                        "line 3: symbol: must be MIXEDUSD as in the first row",
                        AT_0,
                        AT_1),
                kind(
                        "COINS-USD",
                        "timestamp,Asset_ID,Count,Open,High,Low,Close,Volume\n"
                                + "1735689600,1,5"
                                + CELLS
                                + "\n1735689600,6,5,10,11,9,10.5,3\n",
                        "its rows must be of one asset, are of 1 and 6"));
    }

    /** Cut behind its first row of two, so that the second is not whole. */
    private static byte[] cutGzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes, true)) {
            int second = text.lastIndexOf('\n', text.length() - 2) + 12;
            gzip.write(text.substring(0, second).getBytes(StandardCharsets.UTF_8));
            gzip.flush();
            return bytes.toByteArray();
        }
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
                new ArrayList<>(
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
