package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    private static final String HEADER = "timestamp,open,high,low,close,volume\n";
    private static final String GOOD = "2025-02-01T00:10:00Z,100,101,99,100.5,3\n";
    private static final Instant START = Instant.parse("2025-02-01T00:00:00Z");

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1735689600000000000000,100,101,99,100.5,3        | time: must be as
                    56971-01-01T00:00:00Z,100,101,99,100.5,3         | time: must be as
                    2008-12-31T23:59:00Z,100,101,99,100.5,3          | time: must be from 2009-01-01T00:00:00Z to now
                    2026-11-01T00:01:00Z,100,101,99,100.5,3          | time: must be from 2009-01-01T00:00:00Z to now
                    2026-11-01T00:00:00Z,100,101,99,100.5,3          | time: its minute must have ended by now
                    60,100,101,99,100.5,3                            | time: must be from 2009-01-01T00:00:00Z to now
                    2025-02-01T00:00:59.999Z,100,101,99,100.5,3      | time: must be a full minute
                    1738368001,100,101,99,100.5,3                    | time: must be a full minute
                    08/07/2020,100,101,99,100.5,3                    | time: must be as
                    ,100,101,99,100.5,3                              | time: must be given
                    2025-02-01T00:00:00Z,100,90,110,100,1            | low: must not be above high
                    2025-02-01T00:00:00Z,102,101,99,100,1            | open: must be from low
                    2025-02-01T00:00:00Z,98,101,99,100,1             | open: must be from low
                    2025-02-01T00:00:00Z,100,101,99,101.01,1         | close: must be from low
                    2025-02-01T00:00:00Z,100,101,99,98.99,1          | close: must be from low
                    2025-02-01T00:00:00Z,0,101,0,100,1               | open: must be above zero
                    2025-02-01T00:00:00Z,100,101,-1,100,1            | low: must be above zero
                    2025-02-01T00:00:00Z,100,101,99,100,-3           | volume: must not be negative
                    2025-02-01T00:00:00Z,100,101,99,100,123456789012 | volume: must have at most 10 digits before the point
                    2025-02-01T00:00:00Z,10000000000,10000000000,99,100,1 | open: must have at most 10 digits
                    2025-02-01T00:00:00Z,100.123456789,101,99,100,1  | open: must have at most 8 places
                    2025-02-01T00:00:00Z,100,101,99,100,1E-9         | volume: must have at most 8 places
                    2025-02-01T00:00:00Z,NaN,NaN,NaN,NaN,NaN         | open: must be a decimal number, was "NaN"
                    2025-02-01T00:00:00Z,100,101,99,Infinity,1       | close: must be a decimal number
                    2025-02-01T00:00:00Z,0x64,101,99,100,1           | open: must be a decimal number
                    2025-02-01T00:00:00Z,100,101,99,,1               | close: must be given
                    2025-02-01T00:00:00Z,"1,000.5",1001,999,1000,1   | open: must be a decimal number
                    2025-02-01T00:00:00Z,100,101,99                  | cells: must be 6
                    2025-02-01T00:00:00Z,100,5,101,2,99,1            | cells: must be 6
                    timestamp,open,high,low,close,volume             | is the header once more
                    "2025-02-01T00:00:00Z,100,101,99,100.5,3         | cells: must be 6
                    """,
            quoteCharacter = '\0')
    void a_row_that_cannot_be_is_refused_by_its_line(String line, String reason) throws Exception {
        ReadFile read = read(HEADER + GOOD + line + "\n" + GOOD.replace("10:00", "11:00"));
        assertThat(read.tally()).isEqualTo(tally(3, 2, 1, 0));
        assertThat(read.refusals())
                .singleElement()
                .satisfies(told -> assertThat(told).contains("line 3: " + reason));
        assertThat(read.tally().isWhole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-02-01T00:00:00Z,100,100,100,100,0",
                "2025-02-01T00:00:00Z,1.2E-7,1.2E-7,0.00000001,1E-8,9999999999.99999999",
                "2025-02-01T00:00:00Z,+100,1.01e2,99.00000000000000,100.0000000000,.5",
                "2025-02-01T00:00:00Z,100,101,99,100,0.30000000000000004",
                "2009-01-01T00:00:00Z,100,101,99,100.5,3",
                "2026-10-31T23:59:00Z,100,101,99,100.5,3",
                "2025-02-01T00:00:00Z,100,101,99,100.5,3,,",
                " 2025-02-01T00:00:00Z , 100, 101 ,99,100.5,3"
            })
    void what_is_unusual_and_can_be_is_taken(String line) throws Exception {
        assertThat(read(HEADER + line + "\n" + GOOD).tally()).isEqualTo(tally(2, 2, 0, 0));
    }

    /** As the files of many coins have it, whose minutes would be taken from whichever is first. */
    @ParameterizedTest
    @ValueSource(strings = {"Asset_ID", "asset", "coin", "Name", "Base Asset", "symbol_id"})
    void rows_of_several_assets_make_no_pairs_candles(String column) throws Exception {
        String header = "timestamp," + column + ",Count,Open,High,Low,Close,Volume,VWAP\n";
        String two =
                """
                1738368000,1,5,100,101,99,100.5,3,100
                1738368000,6,5,10,11,9,10.5,3,10
                1738368060,1,5,100,101,99,100.5,3,100
                """;
        assertThat(read(header + two).tally().refusal().orElseThrow())
                .contains("of one asset, are of 1 and 6; put those of");
        var rows = new StringBuilder(header);
        for (int i = 0; i < 5_000; i++) {
            rows.append(1_738_368_000L + 60L * i)
                    .append(i < 4_999 ? ",1" : ",6")
                    .append(",5,100,101,99,100.5,3,100\n");
        }
        ReadFile read = read(rows.toString());
        assertThat(read.tally()).isEqualTo(tally(5_000, 4_999, 1, 0));
        assertThat(read.refusals())
                .singleElement()
                .satisfies(told ->
                        assertThat(told)
                                .contains("line 5001: asset: must be 1 as in the first row"));
    }

    @Test
    void of_a_minute_given_twice_the_first_stays_and_another_content_is_refused() throws Exception {
        String other = GOOD.replace("100.5", "100.6");
        ReadFile read = read(HEADER + GOOD + other + GOOD + GOOD.replace("100.5", "100.50"));
        assertThat(read.tally()).isEqualTo(tally(4, 1, 3, 2));
        assertThat(read.refusals().getFirst())
                .contains("line 3: time: a minute must have one content");
        assertThat(read.lines()).containsExactly("2025-02-01T00:10:00Z,100,101,99,100.5,3");
        assertThat(read.tally().isWhole()).isFalse();
    }

    @Test
    void what_is_only_repeated_is_refused_and_nothing_is_missing() throws Exception {
        ReadFile read = read(HEADER + GOOD + GOOD);
        assertThat(read.tally()).isEqualTo(tally(2, 1, 1, 1));
        assertThat(read.tally().isWhole()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2, 2m", "3, 3m", "5, 5m", "15, 15m", "60, 1h", "240, 4h", "1440, 1d"})
    void a_file_on_a_coarser_step_is_refused_as_a_whole(int step, String name) throws Exception {
        String rows = rows(12, step);
        ReadFile read = read(HEADER + rows);
        assertThat(read.tally().refusal().orElseThrow())
                .contains("are " + name + " apart", "fetch those of one minute");
        assertThat(read.tally().rows()).isEqualTo(12);
        assertThat(read.tally().refused()).isEqualTo(12);
        assertThat(read.candles()).isEmpty();
        var minutes = new ReadAs(Optional.empty(), false, true);
        assertThat(read(HEADER + rows, minutes).tally()).isEqualTo(tally(12, 12, 0, 0));
    }

    @Test
    void rows_that_are_coarse_by_chance_are_taken() throws Exception {
        assertThat(read(HEADER + rows(2, 60)).tally()).isEqualTo(tally(2, 2, 0, 0));
        String odd =
                Stream.of("11:07", "11:22", "11:25")
                        .map(time -> "2025-02-02T%s:00Z,100,101,99,100.5,3\n".formatted(time))
                        .collect(Collectors.joining());
        assertThat(read(HEADER + rows(12, 60) + odd).tally()).isEqualTo(tally(15, 15, 0, 0));
        assertThat(read(HEADER + rows(9, 2)).tally()).isEqualTo(tally(9, 9, 0, 0));
    }

    @Test
    void impossible_rows_do_not_hide_that_a_file_is_coarse() throws Exception {
        String bad = "2025-02-03T00:00:00Z,100,90,110,100,1\nyesterday,1,1,1,1,1\n";
        assertThat(read(HEADER + rows(12, 60) + bad).tally().refusal()).isPresent();
    }

    @Test
    void candles_of_seconds_are_refused_as_a_whole() throws Exception {
        String rows =
                IntStream.range(0, 120)
                        .mapToObj(i -> "%d,100,101,99,100.5,3\n".formatted(1_738_368_000 + i))
                        .collect(Collectors.joining());
        ReadFile read = read(HEADER + rows);
        assertThat(read.tally().refusal().orElseThrow()).contains("most begin within one");
        assertThat(read.candles()).isEmpty();
    }

    @Test
    void klines_that_say_that_they_are_of_an_hour_are_refused_however_few() throws Exception {
        ReadFile read = read("1735689600000,100,101,99,100.5,3,1735693199999,300,5,1,1,0\n");
        assertThat(read.tally().refusal().orElseThrow()).contains("are 1h apart");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n\n", HEADER, "https://www.CryptoDataDownload.com\n" + HEADER, "[]"})
    void a_file_without_rows_is_an_error(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("it must hold rows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    when;what\\n1;2                                  | has no header, and the first row
                    timestamp,open,high,low,volume\\n1,2,3,4,5       | has the header "timestamp,open,high,low,volume"
                    1735689600,1,2,3,4,5,6,7,8\\n                    | has no header, and the first row "1735689600,1,2,3
                    Hello, world,x\\nThis, is, text                  | say what its columns are
                    """)
    void an_unknown_format_is_shown_with_what_to_do(String text, String seen) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining(seen)
                .hasMessageContaining("--columns time,open,high,low,close,volume");
    }

    @Test
    void columns_are_where_the_user_says() throws Exception {
        var said =
                new ReadAs(
                        Optional.of(List.of("-", "close", "time", "low", "high", "open", "volume")),
                        true,
                        false);
        assertThat(read("x,100.5,1738368600,99,101,100,3\n", said).lines())
                .containsExactly("2025-02-01T00:10:00Z,100,101,99,100.5,3");
        assertThat(read("a,b,c,d,e,f,g\nx,100.5,1738368600,99,101,100,3\n", said).tally())
                .as("without a header its names are a row")
                .isEqualTo(tally(2, 1, 1, 0));
        var trades = new ReadAs(Optional.of(List.of("price", "time", "amount")), false, false);
        assertThat(read("p,t,a\n100,1738368600.5,3\n", trades).lines())
                .containsExactly("2025-02-01T00:10:00Z,100,100,100,100,3,300,100,1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time,open,high,low,close", "open,high,low,close,volume", "time,tim"})
    void columns_that_do_not_suffice_are_refused(String columns) {
        var said = new ReadAs(Optional.of(Arrays.asList(columns.split(",", -1))), false, false);
        assertThatThrownBy(() -> read(HEADER + GOOD, said))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--columns");
    }

    @Test
    void commas_that_may_be_of_thousands_are_refused() {
        assertThatThrownBy(() ->
                        read(
                                "time;open;high;low;close;volume\n1738368600;1,234;1,235;1,233;1,234;3\n"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("may be a thousand");
    }

    @Test
    void a_packed_file_that_is_cut_gives_its_whole_lines() throws Exception {
        String text = HEADER + rows(3_000, 1);
        byte[] packed = packed(text);
        Path file = folder.resolve("cut.csv.gz");
        Files.write(file, Arrays.copyOf(packed, packed.length * 2 / 3));
        ReadFile read = ReadFile.of(file);
        assertThat(read.tally().cut()).isPresent();
        assertThat(read.tally().isWhole()).isFalse();
        assertThat(read.tally().candles()).isBetween(500L, 2_999L);
        assertThat(read.tally().rows())
                .isBetween(read.tally().candles(), read.tally().candles() + 1);
        assertThat(read.refusals())
                .allSatisfy(told -> assertThat(told).contains("is cut off here"));
        assertThat(text).contains(read.lines().getLast().substring(0, 16));
    }

    @Test
    void a_packed_file_that_is_cut_says_so_wherever_it_ends() throws Exception {
        Path file = folder.resolve("cut");
        for (byte[] packed : List.of(packed(HEADER + rows(12, 1)), zip(HEADER + rows(12, 1)))) {
            for (int length = 4; length < packed.length; length++) {
                Files.write(file, Arrays.copyOf(packed, length));
                assertThat(end(file)).as("%d of %d bytes", length, packed.length).isNotEmpty();
            }
        }
    }

    /** What is said about a file's end. */
    private static String end(Path file) throws Exception {
        try {
            return ReadFile.of(file).tally().cut().orElse("");
        } catch (ImportException e) {
            String told = String.valueOf(e.getMessage());
            return told.contains("cut off") || told.contains("ends within") ? told : "";
        }
    }

    private static byte[] zip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a.csv"));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void json_that_is_cut_gives_its_whole_rows() throws Exception {
        Path file = folder.resolve("cut.json");
        Files.writeString(file, "[[1738368600,99,101,100,100.5,3],[1738368660,99,101,100,100.5");
        ReadFile read = ReadFile.of(file);
        assertThat(read.lines()).containsExactly("2025-02-01T00:10:00Z,100,101,99,100.5,3");
        assertThat(read.tally().rows()).isEqualTo(2);
        assertThat(read.tally().cut()).contains("it ends within its JSON");
    }

    @Test
    void a_zip_of_several_files_is_refused_with_what_to_do() throws Exception {
        Path file = folder.resolve("two.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : List.of("a.csv", "b.csv", "__MACOSX/a.csv")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write((HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThatThrownBy(() -> ReadFile.of(file))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("must hold one file, holds 2 (a.csv, b.csv)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAR1....", "FEA1....", "BZh91AY&", "SQLite format 3"})
    void other_kinds_of_files_are_named(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ImportException.class)
                .hasMessageMatching("(?s).*(write|unpack) it.*|.*table as CSV.*");
    }

    @Test
    void a_trade_is_counted_once_and_a_number_has_one_content() throws Exception {
        String header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n";
        String first = "coinbase,BTC-USD,1738368600000001,1738368600000002,7,buy,100,1\n";
        ReadFile read =
                read(
                        header
                                + first
                                + first
                                + first.replace(",100,", ",101,")
                                + first.replace(",7,", ",8,").replace("BTC-USD", "ETH-USD")
                                + first.replace(",7,", ",9,").replace("100,1\n", "100,0\n")
                                + first.replace(",7,", ",10,").replace("000001,", "900001,"));
        assertThat(read.tally())
                .isEqualTo(new Tally(6, 2, 4, 1, 1, Optional.empty(), Optional.empty()));
        assertThat(read.lines())
                .containsExactly("2025-02-01T00:10:00Z,100,100,100,100,2,200,100,2");
    }

    @Test
    void a_trade_with_a_wrong_clock_costs_no_other() throws Exception {
        ReadFile read =
                read("1738368600,100,1\n1738440000,500,1\n1738368601,101,1\n1738368661,102,1\n");
        assertThat(read.tally().used()).isEqualTo(3);
        assertThat(read.refusals())
                .singleElement()
                .satisfies(
                        told -> assertThat(told).contains("line 2: time: must be at most an hour"));
        ReadFile tardis =
                read(
                        """
                        exchange,symbol,timestamp,local_timestamp,id,side,price,amount
                        x,BTCUSD,1738368600000000,1738368600000002,7,buy,100,1
                        x,BTCUSD,1738368661000001,1738368601000000,8,buy,100,1
                        x,BTCUSD,1738368661000000,1738368601000000,9,buy,100,1
                        """);
        assertThat(tardis.tally().used()).isEqualTo(2);
        assertThat(tardis.refusals().getFirst())
                .contains("line 3: time: 60 s ahead of its receipt");
    }

    @Test
    void trades_whose_exchange_gives_them_no_id_are_numbered_as_they_come() throws Exception {
        String header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n";
        ReadFile none =
                read(
                        header
                                + """
                                x,BTCUSD,1738368600000000,1738368600000002,,buy,100,1
                                x,BTCUSD,1738368601000000,1738368601000002,,sell,101,2
                                x,BTCUSD,1738368602000000,1738368602000002,,sell,102,4
                                """);
        assertThat(none.refusals()).isEmpty();
        assertThat(none.lines())
                .containsExactly("2025-02-01T00:10:00Z,100,102,100,102,7,710,101.42857143,3");
        ReadFile some =
                read(
                        header
                                + """
                                x,BTCUSD,1738368600000000,1738368600000002,5,buy,100,1
                                x,BTCUSD,1738368601000000,1738368601000002,,sell,101,2
                                """);
        assertThat(some.refusals().getFirst())
                .contains("line 3: id: must be a number as in the first row, was \"\"");
    }

    @Test
    void a_trade_that_comes_too_late_for_its_minute_is_refused() throws Exception {
        ReadFile read =
                read("1738368600,100,1\n1738375800,101,1\n1738375801,102,1\n1738368601,99,1\n");
        assertThat(read.tally().used()).isEqualTo(3);
        assertThat(read.refusals().getFirst())
                .contains("line 4: time: must be at most an hour behind");
    }

    @Test
    void prices_of_whole_minutes_are_no_trades() throws Exception {
        String rows =
                IntStream.range(0, 12)
                        .mapToObj(day -> "2025-01-%02d,%d,5\n".formatted(1 + day, 100 + day))
                        .collect(Collectors.joining());
        assertThat(read("date,price,volume\n" + rows).tally().refusal().orElseThrow())
                .contains("are prices of whole minutes");
    }

    @Test
    void trades_are_trades_when_they_have_numbers_or_fractions_of_seconds() throws Exception {
        String numbered = "id,time,price,amount\n";
        String fractions = "";
        for (int i = 0; i < 12; i++) {
            long time = 1_738_368_000L + 60L * i;
            numbered += "%d,%d,100,1\n".formatted(i, time);
            fractions += "%d.25,100,1\n".formatted(time);
        }
        assertThat(read(numbered).tally().used()).isEqualTo(12);
        assertThat(read(fractions).tally().used()).isEqualTo(12);
    }

    @Test
    void a_file_of_another_pair_is_refused_as_a_whole() throws Exception {
        String header = "unix,date,symbol,open,high,low,close,Volume ETH,Volume USD\n";
        String row = "1646106180,2022-03-01 03:43:00,ETH/USD,1,1,1,1,0,0\n";
        assertThat(read(header + row).tally().refusal().orElseThrow())
                .contains("its symbol must be of BTC-USD, is ETH/USD");
        assertThat(read((header + row).replace("ETH", "XBT")).tally()).isEqualTo(tally(1, 1, 0, 0));
    }

    @Test
    void trades_that_begin_with_the_newest_are_refused_as_a_whole() throws Exception {
        ReadFile read = read("1738368700,100,1\n1738368600,101,1\n1738368600,101,1\n");
        assertThat(read.tally().refusal().orElseThrow()).contains("begin with the oldest");
    }

    private static String rows(int count, int stepMinutes) {
        return IntStream.range(0, count)
                .mapToObj(i -> START.plus(Duration.ofMinutes((long) i * stepMinutes)))
                .map(time -> "%s,100,101,99,100.5,3\n".formatted(time))
                .collect(Collectors.joining());
    }

    private static Tally tally(long rows, long candles, long refused, long repeats) {
        return new Tally(
                rows, candles, refused, repeats, candles, Optional.empty(), Optional.empty());
    }

    private ReadFile read(String text) throws Exception {
        return read(text, ReadAs.IT_LOOKS);
    }

    private ReadFile read(String text, ReadAs said) throws Exception {
        Path plain = folder.resolve("file");
        Files.writeString(plain, text);
        return ReadFile.of(plain, said);
    }

    private static byte[] packed(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void a_byte_order_mark_costs_no_row_wherever_files_were_put_together() throws Exception {
        ReadFile read =
                read(
                        "\uFEFF"
                                + HEADER
                                + "1738368000,100,101,99,100.5,3\n"
                                + "\uFEFF1738368060,100,101,99,100.5,3\r\n"
                                + "\uFEFF1738368120,100,101,99,100.5,3");
        assertThat(read.refusals()).isEmpty();
        assertThat(read.lines()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Timestamp,Open,High,Low,Close,Volume_(ETH),Volume_(Currency),Weighted_Price\n1738368000,1,1,1,1,1,1,1\n",
                "timestamp,open,high,low,close,Volume ETH\n1738368000,1,1,1,1,1\n",
                "timestamp,open,high,low,close,eth_volume\n1738368000,1,1,1,1,1\n",
                "timestamp,open,high,low,close,volume_usd\n1738368000,1,1,1,1,1\n",
            })
    void a_volume_of_another_asset_is_not_taken_for_that_of_the_pair(String text) {
        assertThatThrownBy(() -> read(text))
                .hasMessageContainingAll(
                        "its format must be known", "no volume of which is said to be of BTC");
    }
}
