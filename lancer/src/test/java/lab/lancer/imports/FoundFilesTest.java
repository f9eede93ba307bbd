package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lab.domain.Pair;
import lab.lancer.imports.format.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as exchanges, sites and tools write them, whole, packed, cut and mixed up. */
class FoundFilesTest {
    private static final Pattern PLACE = Pattern.compile("@[a-z]");
    private static final int END_OF_ZIP = 22;
    private static final long START = 1_738_368_000; // 2025-02-01T00:00Z
    private static final int COUNT = 12;
    private static final String HEADER = "timestamp,open,high,low,close,volume\n";
    private static final String FIRST = "2025-02-01T00:00:00Z,100.5,102.25,98.75,101.5,3.125";
    private static final String FIRST_OF_TRADES =
            "2025-02-01T00:00:00Z,100,102,100,102,0.6,60.8,101.33333333,3";

    @TempDir private Path folder;

    /** Twelve candles, the first of which is {@link #FIRST}. */
    static List<Arguments> candleFiles() {
        return List.of(
                of("Bybit", "start_at,open,high,low,close,volume\n" + candles("@t,@o,@h,@l,@c,@v")),
                of(
                        "Coin Metrics",
                        "market,time,candle_usd_volume,price_close,price_high,price_low,price_open,volume\n"
                                + candles("coinbase-btc-usd-spot,@t,7.5,@c,@h,@l,@o,@v")),
                of(
                        "CoinAPI",
                        "time_period_start;time_open;px_open;px_high;px_low;px_close;sx_sum\n"
                                + candles("@t;@t;@o;@h;@l;@c;@v")),
                of(
                        "yfinance, a header of three lines",
                        """
                        Price,Close,High,Low,Open,Volume
                        Ticker,BTC-USD,BTC-USD,BTC-USD,BTC-USD,BTC-USD
                        Datetime,,,,,
                        """
                                + candles("@t,@c,@h,@l,@o,@v")),
                of(
                        "yfinance, a header of one line",
                        "Datetime,Open,High,Low,Close,Adj Close,Volume\n"
                                + candles("@t,@o,@h,@l,@c,@c,@v")),
                of(
                        "a table's index",
                        ",open,high,low,close,volume\n" + candles("@t,@o,@h,@l,@c,@v")),
                of("a table's numbers", "," + HEADER + candles("@i,@t,@o,@h,@l,@c,@v")),
                of(
                        "a name twice for the same",
                        "time,open,high,low,close,volume,close\n"
                                + candles("@t,@o,@h,@l,@c,@v,@c")),
                of(
                        "JSON lines",
                        candles(
                                """
                                {"time":"@t","open":@o,"high":@h,"low":@l,"close":@c,"volume":@v}\
                                """)),
                of("JSON lines of arrays", candles("[\"@t\",@o,@h,@l,@c,@v]")),
                of(
                        "objects deep within",
                        """
                        {"ok":true,"page":{"n":1,"of":[]},"data":{"ohlc":[\
                        """
                                + candles(
                                                """
                                                {"x":[1],"t":"@t","o":@o,"h":@h,"l":@l,"c":@c,"v":@v}\
                                                """)
                                        .strip()
                                        .replace("\n", ",")
                                + "],\"pair\":\"BTC/USD\"}}"),
                of("JSON in UTF-16", json().getBytes(StandardCharsets.UTF_16)),
                of("UTF-16 without a mark", csv().getBytes(StandardCharsets.UTF_16LE)),
                of("UTF-16, big end first", csv().getBytes(StandardCharsets.UTF_16BE)),
                of("UTF-32 with a mark", ('\uFEFF' + csv()).getBytes(Charset.forName("UTF-32LE"))),
                of("the mark that DOS ends with", csv() + "\u001a\r\n"),
                of("a remark with commas", "# of 2025, by hand, in UTC\n" + csv()),
                of("JSON behind a mark", '\uFEFF' + json()),
                of(
                        "Latin-1",
                        ("größe," + HEADER + candles("1,@t,@o,@h,@l,@c,@v"))
                                .getBytes(StandardCharsets.ISO_8859_1)),
                of(
                        "old Mac's line ends",
                        (HEADER + candles("@t,@o,@h,@l,@c,@v")).replace('\n', '\r')),
                of(
                        "gzip, padded",
                        join(gzip(HEADER + candles("@t,@o,@h,@l,@c,@v")), new byte[512])),
                of("gzip, two members", join(gzip(HEADER), gzip(candles("@t,@o,@h,@l,@c,@v")))),
                of(
                        "zip with a folder",
                        zip("data/", "", "data/a.csv", HEADER + candles("@t,@o,@h,@l,@c,@v"))));
    }

    @ParameterizedTest
    @MethodSource("candleFiles")
    void candles_are_read_as_they_are_written(String name, byte[] bytes) throws Exception {
        ReadFile read = read(bytes);
        assertThat(read.refusals()).isEmpty();
        assertThat(read.tally().isWhole()).isTrue();
        assertThat(read.lines()).as(name).hasSize(COUNT).contains(FIRST);
    }

    /** Twelve trades, three a minute, of which the first minute's is {@link #FIRST_OF_TRADES}. */
    static List<Arguments> tradeFiles() {
        return List.of(
                of("aggregated, ms", trades("@i,@p,@q,@f,@f,@m,True,True")),
                of("aggregated, us", trades("@i,@p,@q,@f,@f,@m000,True,True")),
                of("aggregated futures", trades("@i,@p,@q,@f,@f,@m,true")),
                of("futures", trades("@i,@p,@q,7.5,@m,false")),
                of("spot", trades("@i,@p,@q,7.5,@m,True,False")),
                of(
                        "aggregated futures, named",
                        "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,"
                                + "is_buyer_maker\n"
                                + trades("@i,@p,@q,@f,@f,@m,true")),
                of(
                        "Binance's REST",
                        array(
                                trades(
                                        """
                                        {"a":@i,"p":"@p","q":"@q","f":@f,"l":@f,"T":@m,"m":true}\
                                        """))),
                of(
                        "Kraken's REST",
                        "{\"error\":[],\"result\":{\"XXBTZUSD\":"
                                + array(trades("[\"@p\",\"@q\",@s.25,\"b\",\"l\",\"\",@i]"))
                                + ",\"last\":\"1\"}}"),
                of(
                        "Coin Metrics",
                        "market,time,coin_metrics_id,amount,price,side\n"
                                + trades("coinbase-btc-usd-spot,@s,@i,@q,@p,buy")));
    }

    @ParameterizedTest
    @MethodSource("tradeFiles")
    void trades_become_candles_whatever_their_ids_look_like(String name, byte[] bytes)
            throws Exception {
        ReadFile read = read(bytes);
        assertThat(read.tally().isWhole()).as(name).isTrue();
        assertThat(read.tally().used()).isEqualTo(COUNT);
        assertThat(read.lines()).hasSize(COUNT / 3).contains(FIRST_OF_TRADES);
    }

    /** What is said of a file that is damaged, and how many candles it still has. */
    static List<Arguments> damagedFiles() {
        String text = HEADER + candles("@t,@o,@h,@l,@c,@v");
        byte[] gzip = gzip(text);
        byte[] checksum = gzip.clone();
        checksum[checksum.length - 6] ^= 1;
        byte[] zip = zip("a.csv", text);
        return List.of(
                of("in the trailer", Arrays.copyOf(gzip, gzip.length - 4), "ends within a gzip"),
                of("a wrong checksum", checksum, "checksum does not hold"),
                of("words behind", join(gzip, utf8("and more")), "bytes follow its last gzip"),
                of(
                        "half a member behind",
                        join(gzip, Arrays.copyOf(gzip, 6)),
                        "ends within a gzip"),
                of(
                        "a zip without its list",
                        Arrays.copyOf(zip, zip.length - END_OF_ZIP - listOf(zip)),
                        "its list of contents is missing"),
                of("words behind JSON", utf8(json() + "!"), "its JSON is damaged"),
                of("a comma too many", utf8(json().replace("]]", "],]")), "its JSON is damaged"));
    }

    @ParameterizedTest
    @MethodSource("damagedFiles")
    void damage_behind_the_rows_is_told_and_costs_none(String name, byte[] bytes, String told)
            throws Exception {
        ReadFile read = read(bytes);
        assertThat(read.tally().cut().orElseThrow()).as(name).contains(told);
        assertThat(read.tally().isWhole()).isFalse();
        assertThat(read.candles()).hasSize(COUNT);
    }

    static List<Arguments> unreadableFiles() {
        return List.of(
                of("gzip cut in its header", Arrays.copyOf(gzip(HEADER), 5), "ends within a gzip"),
                of("an error page", "<html>\n<body>\n<h1>Gone</h1>\n", "only words, \"<html>\""),
                of("one word", "x", "has only words, \"x\""),
                of("JSON of an error", "{\"message\":\"NotFound\"}", "the header \"message\""),
                of("JSON of objects by key", "{\"1\":{\"open\":1}}", "without an array of rows"),
                of("JSON, deep", "[".repeat(5_000), "no row that can be read"),
                of("noise", noise(0), "must be text, JSON or Feather"),
                of("noise without NUL", noise(1), "must be text, JSON or Feather"),
                of("a workbook", zip("xl/workbook.xml", "x", "y", "y"), "is an Excel workbook"),
                of("encrypted", encrypted(), "encrypted ZIP entry not supported); unpack it"),
                of(
                        "two columns of one name",
                        "time,open,high,low,close,volume,open\n" + candles("@t,@o,@h,@l,@c,@v,@c"),
                        "its format must be known"),
                of(
                        "closes that are called prices",
                        "Date,Price,Open,High,Low,Vol.\n" + candles("@t,@c,@o,@h,@l,@v"),
                        "its format must be known"));
    }

    @ParameterizedTest
    @MethodSource("unreadableFiles")
    void what_is_no_file_of_candles_is_refused_with_what_it_is(
            String name, byte[] bytes, String told) {
        assertThatThrownBy(() -> read(bytes))
                .as(name)
                .isInstanceOf(ImportException.class)
                .hasMessageContaining(told);
    }

    @Test
    void a_remark_that_is_no_text_does_not_hide_the_header_below_it() throws Exception {
        byte[] remark = "# \u00e9t\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] rows =
                ("time,volume,close,low,high,open\n" + candles("@t,@v,@c,@l,@h,@o"))
                        .getBytes(StandardCharsets.UTF_8);
        byte[] file = Arrays.copyOf(remark, remark.length + rows.length);
        System.arraycopy(rows, 0, file, remark.length, rows.length);
        ReadFile read = read(file);
        assertThat(read.recognised()).contains("with a header");
        assertThat(read.refusals()).singleElement().asString().contains("line 1: ");
    }

    @Test
    void a_line_that_is_no_text_costs_itself_alone() throws Exception {
        ReadFile read =
                read(utf8(HEADER + "t,1\0,2,3,4,5\n" + candles("@t,@o,@h,@l,@c,@v") + "\0\0\0"));
        assertThat(read.candles()).hasSize(COUNT);
        assertThat(read.refusals()).hasSize(2);
        assertThat(read.refusals().getFirst()).contains("line 2: a line must be text, is none");
    }

    @Test
    void a_name_given_twice_costs_its_object_alone() throws Exception {
        String one = "{\"t\":%d,\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1%s},";
        ReadFile read =
                read(
                        utf8(
                                "["
                                        + one.formatted(START, "")
                                        + one.formatted(START + 60, ",\"h\":2")
                                        + one.formatted(START + 120, ",\"h\":1")
                                        + "{}]"));
        assertThat(read.candles()).hasSize(2);
        assertThat(read.refusals()).hasSize(2);
        assertThat(read.refusals().getFirst()).contains("row 2: h: must be given once");
    }

    /** An exchange's table of hours ends with the hour that is not over. */
    @ParameterizedTest
    @CsvSource({"0", "1", "13", "98", "99", "1200", "2000"})
    void one_row_beside_a_coarse_step_hides_none(int place) throws Exception {
        int count = Math.max(place + 1, 100);
        String rows =
                IntStream.range(0, count)
                        .mapToLong(i -> START + i * 3_600L + (i == place ? 420 : 0))
                        .mapToObj(time -> time + ",100,101,99,100.5,3\n")
                        .collect(Collectors.joining());
        for (String text : List.of(rows, reversed(rows))) {
            ReadFile read = read(utf8(HEADER + text));
            assertThat(read.tally().refusal().orElseThrow()).contains("are 1h apart");
            assertThat(read.candles()).isEmpty();
            assertThat(read.tally().refused()).isEqualTo(count);
        }
    }

    @Test
    void a_market_that_is_quiet_for_hours_on_end_is_taken() throws Exception {
        String rows =
                IntStream.range(0, 2_000)
                        .mapToLong(
                                i -> START + i / 10 * 36_000L + i % 10 * 3_600L + i % 10 / 9 * 60L)
                        .mapToObj(time -> time + ",100,101,99,100.5,3\n")
                        .collect(Collectors.joining());
        assertThat(read(utf8(HEADER + rows)).candles()).hasSize(2_000);
    }

    @Test
    void columns_that_only_some_rows_have_cost_these() throws Exception {
        var said =
                new ReadAs(
                        Optional.of(
                                List.of(
                                        "time", "open", "high", "low", "close", "volume", "-",
                                        "symbol")),
                        true,
                        false);
        Path file = folder.resolve("file");
        Files.writeString(file, candles("@t,@o,@h,@l,@c,@v,x,BTC") + "1,2,3\n");
        ReadFile read = ReadFile.of(file, said);
        assertThat(read.candles()).hasSize(COUNT);
        assertThat(read.refusals()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "BTC-USD, BTC/USD, true",
        "BTC-USD, XXBTZUSD, true",
        "BTC-USD, BTCUSDT, true",
        "BTC-USD, tBTCUST, true",
        "BTC-USD, BTC-PERP, true",
        "BTC-USD, btc, true",
        "BTC-USD, binance-btc-usdt-spot, true",
        "BTC-USD, BTCUSD_200925, true",
        "BTC-USD, BTC/EUR, false",
        "BTC-USD, XXBTZEUR, false",
        "BTC-USD, BTCGBP, false",
        "BTC-USD, ETHBTC, false",
        "BTC-USD, ETH/BTC, false",
        "BTC-USD, XETHXXBT, false",
        "BTC-USD, XXBT, true",
        "BTC-USD, BITSTAMP:BTC, true",
        "BTC-USD, coinbase-eth-usd-spot, false",
        "ETH-USD, ETHBTC, false",
        "ETH-BTC, ETHBTC, true",
        "ETH-BTC, ETHUSDT, false",
        "BTC-EUR, BTC/USDT, false",
        "BTC-EUR, XXBTZEUR, true",
        "ETH-USD, BTC/USD, false"
    })
    void what_is_surely_another_market_is_known(String pair, String symbol, boolean mayBe) {
        assertThat(Symbol.mayBe(symbol, new Pair(pair))).isEqualTo(mayBe);
    }

    private static String csv() {
        return HEADER + candles("@t,@o,@h,@l,@c,@v");
    }

    private static String json() {
        return array(candles("[\"@t\",@o,@h,@l,@c,@v]"));
    }

    private static String array(String lines) {
        return "[" + lines.strip().replace("\n", ",") + "]";
    }

    /** A line a candle, with its own in the place of each letter behind an at. */
    private static String candles(String form) {
        return lines(
                form,
                i ->
                        Map.of(
                                "@t", Instant.ofEpochSecond(START + 60L * i).toString(),
                                "@o", 100 + i + ".5",
                                "@h", 102 + i + ".25",
                                "@l", 98 + i + ".75",
                                "@c", 101 + i + ".5",
                                "@v", 3 + i + ".125",
                                "@i", Integer.toString(i)));
    }

    /** A line a trade; ids are such as pass for times in seconds. */
    private static String trades(String form) {
        return lines(
                form,
                i ->
                        Map.of(
                                "@i", Long.toString(START + i),
                                "@f", Long.toString(START + 7L * i),
                                "@p", Integer.toString(100 + i),
                                "@q", "0." + Math.min(9, i + 1),
                                "@s", Long.toString(START + 20L * i),
                                "@m", START + 20L * i + "000"));
    }

    private static String lines(String form, IntFunction<Map<String, String>> values) {
        return IntStream.range(0, COUNT)
                .mapToObj(values)
                .map(row -> PLACE.matcher(form.strip()).replaceAll(place -> row.get(place.group())))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String reversed(String lines) {
        return Arrays.stream(lines.split("\n")).toList().reversed().stream()
                .collect(Collectors.joining("\n"));
    }

    private ReadFile read(byte[] bytes) throws Exception {
        Path file = folder.resolve("file");
        Files.write(file, bytes);
        return ReadFile.of(file);
    }

    private static Arguments of(String name, String text) {
        return Arguments.of(name, utf8(text));
    }

    private static Arguments of(String name, byte[] bytes) {
        return Arguments.of(name, bytes);
    }

    private static Arguments of(String name, String text, String told) {
        return Arguments.of(name, utf8(text), told);
    }

    private static Arguments of(String name, byte[] bytes, String told) {
        return Arguments.of(name, bytes, told);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(utf8(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A zip of files, name and content in turn. */
    private static byte[] zip(String... files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < files.length; i += 2) {
                zip.putNextEntry(new ZipEntry(files[i]));
                zip.write(utf8(files[i + 1]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A zip whose only file is marked as encrypted, in both places. */
    private static byte[] encrypted() {
        byte[] zip = zip("a.csv", HEADER);
        zip[6] |= 1;
        zip[zip.length - END_OF_ZIP - listOf(zip) + 8] |= 1;
        return zip;
    }

    /** How long the list of contents is, which stands before the end. */
    private static int listOf(byte[] zip) {
        return zip[zip.length - END_OF_ZIP + 12] & 0xff;
    }

    private static byte[] noise(int least) {
        var dice = new Random(3);
        var bytes = new byte[5_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) dice.nextInt(least, 256);
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
