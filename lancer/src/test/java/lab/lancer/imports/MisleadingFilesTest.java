package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose rows look like candles of the pair, and are of something else. */
class MisleadingFilesTest {
    private static final long START = 1_738_368_000; // 2025-02-01T00:00Z
    private static final String HEADER = "timestamp,open,high,low,close,volume\n";
    private static final String KLINES =
            "open_time,open,high,low,close,volume,close_time,quote_volume,count,symbol\n";
    private static final String FIRST = "2025-02-01T00:00:00Z,100.5,102.25,98.75,101.5,3.125";
    private static final int TAR_BLOCK = 512;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                open_time,open,high,low,close,volume,close_time,symbol
                1738368000000,1,1,1,1,1,1738368059999,ETHUSDT
                """,
                """
                Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price,pair
                1738368000,1,1,1,1,1,1,1,ETHUSD
                """,
                "instrument_name,open,high,low,close,vol,open_time\nETH-USDT,1,1,1,1,1,1738368000000\n",
                "symbol_id,time,open,high,low,close,volume\nBITSTAMP_SPOT_ETH_USD,1738368000,1,1,1,1,1\n",
                "coin,time,open,high,low,close,volume\nETH,1738368000,1,1,1,1,1\n",
                "name,time,open,high,low,close,volume\nEthereum,1738368000,1,1,1,1,1\n",
                "symbol,time,open,high,low,close,volume\nETH/BTC,1738368000,1,1,1,1,1\n",
                "symbol,time,open,high,low,close,volume\nXETHXXBT,1738368000,1,1,1,1,1\n",
                "instrument_name,price,qty,time\nETH-USDT,1,1,1738368000123\n",
            })
    void another_market_is_known_whatever_the_format_and_the_column(String text) throws Exception {
        assertThat(read(text).tally().refusal().orElseThrow()).contains("must be of BTC-USD, is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "instrument_name,open,high,low,close,vol,open_time\nBTC-USDT,1,1,1,1,1,1738368000000\n",
                "asset_id,time,open,high,low,close,volume\n1,1738368000,1,1,1,1,1\n",
                "coin,time,open,high,low,close,volume\nxbt,1738368000,1,1,1,1,1\n",
                "name,time,open,high,low,close,volume\nBitcoin,1738368000,1,1,1,1,1\n",
                "currency,time,open,high,low,close,volume\nUSD,1738368000,1,1,1,1,1\n",
                "name,time,open,high,low,close,volume\nmy own,1738368000,1,1,1,1,1\n",
            })
    void what_may_be_the_same_market_passes(String text) throws Exception {
        assertThat(read(text).tally().isWhole()).isTrue();
    }

    @Test
    void hours_behind_minutes_are_refused_by_row_and_the_minutes_are_taken() throws Exception {
        String hours =
                IntStream.range(0, 24)
                        .mapToObj(hour -> row(30 + 60 * hour))
                        .collect(Collectors.joining());
        String minutes =
                IntStream.range(0, 30)
                        .mapToObj(MisleadingFilesTest::row)
                        .collect(Collectors.joining());
        String later =
                IntStream.range(2000, 2005)
                        .mapToObj(MisleadingFilesTest::row)
                        .collect(Collectors.joining());

        ReadFile read = read(HEADER + minutes + hours + later);

        assertThat(read.lines()).hasSize(30 + 5);
        assertThat(read.tally().rows()).isEqualTo(59);
        assertThat(read.tally().refused()).isEqualTo(24);
        assertThat(read.refusals())
                .allMatch(line -> line.contains("from line 32 on they are 1h apart"));
    }

    @Test
    void a_quiet_hour_among_minutes_is_none() throws Exception {
        String quiet =
                IntStream.of(0, 1, 2, 7, 12, 17, 22, 27, 32, 37, 42, 43, 44, 104, 164, 165)
                        .mapToObj(MisleadingFilesTest::row)
                        .collect(Collectors.joining());
        assertThat(read(HEADER + quiet).tally().isWhole()).isTrue();
    }

    private static String row(int minute) {
        return "%d,100,101,99,100.5,%d%n".formatted(START + 60L * minute, 1 + minute);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"symbol\":\"BTCUSDT\",\"data\":[%s],\"other\":{\"symbol\":\"ETHUSDT\",\"data\":[[1,1,1,1,1,1]]}}",
                "{\"data\":[%s],\"symbol\":\"ETHUSDT\"}",
                "{\"XXBTZUSD\":[%s],\"XETHZUSD\":[[1738468000,1,1,1,1,1]]}",
            })
    void another_market_is_known_behind_a_thousand_rows(String json) throws Exception {
        String rows =
                IntStream.range(0, 1_100)
                        .mapToObj(
                                minute -> "[%d,99,101,100,100.5,1]".formatted(START + 60L * minute))
                        .collect(Collectors.joining(","));
        assertThat(read(json.formatted(rows)).tally().refusal().orElseThrow())
                .contains("must be of BTC-USD, is");
    }

    @Test
    void pages_of_an_exchange_in_one_array_are_one_table() throws Exception {
        String pages =
                "[[[%d,99,101,100,100.5,1],[%d,99,101,100,100.5,2]],[[%d,99,101,100,100.5,3]]]"
                        .formatted(START, START + 60, START + 120);
        ReadFile read = read(pages);
        assertThat(read.tally().isWhole()).isTrue();
        assertThat(read.lines()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"error":[],"result":{"XETHZUSD":[[1738368000,"100","101","99","100.5","100.2","3",7]],"last":1}}\
                """,
                """
                {"symbol":"ETHUSDT","data":[[1738368000,1,1,1,1,1]]}\
                """,
                """
                {"id":"ethereum","link":"here","data":[{"time":1738368000,"open":1,"high":1,"low":1,"close":1,"volume":1}]}\
                """,
                """
                {"result":{"market":"ETH-USD","rows":[[1738368000,1,1,1,1,1]]}}\
                """,
            })
    void another_market_is_known_where_it_stands_around_the_rows(String json) throws Exception {
        assertThat(read(json).tally().refusal().orElseThrow()).contains("must be of BTC-USD, is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"error":[],"result":{"XXBTZUSD":[[1738368000,"100","101","99","100.5","100.2","3",7]],"last":1}}\
                """,
                """
                {"link":"to","dot":".","rate_limit":"a","pair":"btcusd","data":[[1738368000,1,1,1,1,1]]}\
                """,
            })
    void what_stands_around_rows_and_is_no_other_market_passes(String json) throws Exception {
        assertThat(read(json).tally().isWhole()).isTrue();
    }

    @Test
    void klines_of_several_markets_give_those_of_the_first_alone() throws Exception {
        ReadFile read =
                read(
                        KLINES
                                + "1738368000000,1,1,1,1,1,1738368059999,1,1,BTCUSDT\n"
                                + "1738368060000,2,2,2,2,2,1738368119999,2,2,ETHUSDT\n");
        assertThat(read.lines()).hasSize(1);
        assertThat(read.refusals()).singleElement().asString().contains("line 3: symbol: must be");
    }

    /** Volumes in money pass for those in coins unless somebody looks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix,date,symbol,open,high,low,close,Volume USDT\n1738368000,2025-02-01,BTC/USDT,1,1,1,1,9\n",
                "time,symbol,open,high,low,close,volume_quote\n1738368000,BTCUSD,1,1,1,1,9\n",
                "time,pair,open,high,low,close,Volume_(Currency)\n1738368000,BTCUSD,1,1,1,1,9\n",
            })
    void a_volume_that_is_named_for_money_is_not_taken(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("no volume of which is said to be of BTC");
    }

    @Test
    void a_volume_that_is_another_column_times_the_price_is_not_taken() throws Exception {
        List<String> headers =
                List.of(
                        "ts,open,close,low,high,amount,vol,count\n",
                        "ts,open,close,low,high,homeNotional,volume,trades\n");
        for (String header : headers) {
            ReadFile read = read(header + money("@t000,100,101,99,102,@b,@q,7\n"));
            assertThat(read.tally().refusal().orElseThrow()).contains("volume", "times the price");
            assertThat(read.candles()).isEmpty();
        }
        assertThat(read(money("@t,100,102,99,101,@b,@q,7\n", false)).lines().getFirst())
                .as("eight columns, of which the sixth and not the seventh is in coins")
                .isEqualTo("2025-02-01T00:00:00Z,100,102,99,101,1.5");
        ReadFile trades = read("timestamp,size,price,homeNotional\n" + money("@t.5,@q,100.5,@b\n"));
        assertThat(trades.tally().refusal().orElseThrow()).contains("\"homeNotional\" times");
    }

    @Test
    void a_volume_beside_the_same_in_money_is_taken() throws Exception {
        ReadFile read =
                read("ts,open,close,low,high,volume,amount\n" + money("@t,100,101,99,102,@b,@q\n"));
        assertThat(read.tally().isWhole()).isTrue();
        ReadFile dollar =
                read(
                        "ts,open,close,low,high,volume,amount\n"
                                + money("@t,1,1,0.999,1.001,@b,@b\n"));
        assertThat(dollar.tally().isWhole()).as("at a price of one both are alike").isTrue();
    }

    private static String money(String form) {
        return money(form, true);
    }

    /** Five rows; quantities in coins and in money at a price of some hundred. */
    private static String money(String form, boolean isNamed) {
        return IntStream.range(0, 5)
                .mapToObj(i ->
                        form.replace("@t", Long.toString(START + 60L * i))
                                .replace("@b", i + 1 + ".5")
                                .replace("@q", (i + 1.5) * 100.5 + (isNamed ? "" : "0")))
                .collect(Collectors.joining());
    }

    @Test
    void a_close_that_is_adjusted_is_no_volume() {
        String text =
                IntStream.range(0, 5)
                        .mapToObj(i ->
                                "2025-02-01 00:0%d:00,100,101,99,100.%d,100.%d,4%d\n"
                                        .formatted(i, i, i, i))
                        .collect(Collectors.joining());
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("its format must be known");
    }

    @Test
    void a_row_that_says_another_length_is_refused_by_its_line() throws Exception {
        String rows =
                """
                1738368000000,1,1,1,1,1,1738368059999,1,1,1,1,0
                1738368060000,1,1,1,1,1,1738368119999,1,1,1,1,0
                1738368120000,1,1,1,1,1,1738368419999,1,1,1,1,0
                """;
        ReadFile read = read(rows);
        assertThat(read.lines()).hasSize(2);
        assertThat(read.refusals())
                .singleElement()
                .asString()
                .contains("line 3: time: must be of one minute, ends 300 s after its begin");
        var minutes = new ReadAs(Optional.empty(), false, true);
        assertThat(read(utf8(rows), minutes).lines()).as("--interval 1m says otherwise").hasSize(3);
    }

    @Test
    void a_minute_may_end_with_its_last_second() throws Exception {
        ReadFile read =
                read(
                        """
                        time,close_time,open,high,low,close,volume
                        1738368000,1738368059,1,1,1,1,1
                        1738368060,1738368119,1,1,1,1,1
                        """);
        assertThat(read.tally().isWhole()).isTrue();
    }

    /** Exchanges end a table of hours with the one that is not over. */
    @ParameterizedTest
    @ValueSource(ints = {10, 11, 12, 19})
    void one_odd_row_hides_no_coarse_step_in_a_short_file(int count) throws Exception {
        for (int step : new int[] {5, 15, 60}) {
            for (int odd = 0; odd < count; odd++) {
                List<String> rows = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    long late = i == odd ? 60 : 0;
                    rows.add(START + 60L * i * step + late + ",100,101,99,100.5,3\n");
                }
                ReadFile read = read(HEADER + String.join("", rows));
                assertThat(read.tally().refusal().orElseThrow())
                        .as("row %d of %d, %d minutes", odd, count, step)
                        .contains("apart");
                assertThat(read.candles()).isEmpty();
            }
        }
    }

    @Test
    void a_row_that_is_refused_between_makes_no_step_fine() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            rows.add(START + i * 300L + ",100,101,99,100.5,3\n");
        }
        rows.add(3, START + 2 * 300 + 60 + ",100,90,110,100.5,3\n");
        assertThat(read(HEADER + String.join("", rows)).tally().refusal().orElseThrow())
                .contains("are 5m apart");
    }

    @Test
    void a_short_file_of_a_quiet_market_is_taken() throws Exception {
        long[] minutes = {0, 2, 3, 7, 12, 14, 22, 25, 31, 36, 38};
        String rows =
                Arrays.stream(minutes)
                        .mapToObj(minute -> START + minute * 60 + ",100,101,99,100.5,3\n")
                        .collect(Collectors.joining());
        assertThat(read(HEADER + rows).tally().isWhole()).isTrue();
    }

    /** As if the clock stood in a column that nobody knows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Date,Timestamp,Open,High,Low,Close,Volume",
                "date,at,open,high,low,close,volume"
            })
    void a_date_alone_is_no_time(String header) throws Exception {
        String rows =
                IntStream.range(0, 20)
                        .mapToObj(i -> "20250201,00:%02d:00,100,101,99,100.%d,3\n".formatted(i, i))
                        .collect(Collectors.joining());
        ReadFile read = read(header + "\n" + rows);
        assertThat(read.tally().refusal().orElseThrow())
                .contains("must each have a minute of its own", "--columns date,time");
        assertThat(read.candles()).isEmpty();
    }

    @Test
    void an_archive_is_no_text() throws Exception {
        String swapped =
                "timestamp,close,high,low,open,volume\n1738368000,101.5,102.25,98.75,100.5,3.125\n";
        for (byte[] bytes : List.of(tar(swapped), gzip(tar(swapped)))) {
            assertThatThrownBy(() -> read(bytes, ReadAs.IT_LOOKS))
                    .isInstanceOf(ImportException.class)
                    .hasMessageContaining("is a tar archive; unpack it");
        }
    }

    @Test
    void a_zip_within_another_file_is_not_looked_into() throws Exception {
        byte[] two = zip("a.csv", HEADER, "b.csv", HEADER);
        for (byte[] bytes : List.of(gzip(two), zip("a.zip", two))) {
            assertThatThrownBy(() -> read(bytes, ReadAs.IT_LOOKS))
                    .isInstanceOf(ImportException.class)
                    .hasMessageContaining("holds a zip; unpack it");
        }
    }

    @Test
    void a_header_that_cannot_be_read_is_not_replaced_by_a_guess() throws Exception {
        String rows = "1738368000,101.5,102.25,98.75,100.5,3.125\n";
        for (String header :
                List.of(
                        "timestamp,close,high\0,low,open,volume\n",
                        "\"time,close,high,low,open,volume\n")) {
            assertThatThrownBy(() -> read(header + rows))
                    .isInstanceOf(ImportException.class)
                    .hasMessageContainingAll("its first line", "--no-header");
            var bare = new ReadAs(Optional.empty(), true, false);
            String flat = "1738368000,101.5,102.25,98.75,101.5,3.125\n";
            assertThat(read(utf8(header + flat), bare).lines()).hasSize(1);
        }
    }

    /** Where points part thousands in one row, they do in all. */
    @Test
    void points_between_thousands_are_no_decimal_points() throws Exception {
        ReadFile read =
                read(
                        """
                        time;open;high;low;close;volume
                        1738368000;96.100,50;96.200,25;96.000,75;96.100,125;3,125
                        1738368060;96.100;96.200;96.000;96.100;3
                        1738368120;100,5;102,25;98,75;101,5;3,125
                        """);
        assertThat(read.lines()).containsExactly(FIRST.replace("00:00:00", "00:02:00"));
        assertThat(read.refusals())
                .hasSize(2)
                .allSatisfy(told -> assertThat(told).contains("open: must be a decimal number"));
        ReadFile thousands =
                read(
                        """
                        time;open;high;low;close;volume
                        1738368000;96.100;96.200;96.000;96.100;3,5
                        1738368060;96.100;96.200;96.000;96.100;3
                        """);
        assertThat(thousands.candles()).isEmpty();
        assertThat(thousands.refusals()).hasSize(2);
        assertThatThrownBy(
                        () -> read("time;open;high;low;close;volume\n1738368000;1.5;2;1;1,5;3\n"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("must be told from each other");
    }

    @Test
    void commas_between_thousands_cost_their_rows_and_no_other() throws Exception {
        ReadFile read =
                read(
                        HEADER
                                + "1738368000,100.5,102.25,98.75,101.5,3.125\n"
                                + "1738368060,\"1,100.5\",\"1,102.25\",\"1,098.75\",\"1,101.5\",3.125\n");
        assertThat(read.lines()).containsExactly(FIRST);
        assertThat(read.refusals()).hasSize(1);
    }

    private ReadFile read(String text) throws Exception {
        return read(utf8(text), ReadAs.IT_LOOKS);
    }

    private ReadFile read(byte[] bytes, ReadAs said) throws Exception {
        Path file = folder.resolve("file");
        Files.write(file, bytes);
        return ReadFile.of(file, said);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(Object... files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < files.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) files[i]));
                zip.write(
                        files[i + 1] instanceof byte[] plain ? plain : utf8((String) files[i + 1]));
            }
        }
        return bytes.toByteArray();
    }

    /** A tar of one file: a block that says what follows, its content, and two blocks of zeros. */
    private static byte[] tar(String text) {
        byte[] content = utf8(text);
        var bytes = new byte[TAR_BLOCK * 4];
        byte[] name = utf8("a.csv");
        System.arraycopy(name, 0, bytes, 0, name.length);
        byte[] size = utf8("%011o".formatted(content.length));
        System.arraycopy(size, 0, bytes, 124, size.length);
        byte[] mark = utf8("ustar");
        System.arraycopy(mark, 0, bytes, 257, mark.length);
        System.arraycopy(content, 0, bytes, TAR_BLOCK, content.length);
        return bytes;
    }
}
