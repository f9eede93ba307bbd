package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lab.lancer.imports.format.DayOrder;
import lab.lancer.imports.format.Zones;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file says of its times beside each of them: zones, ends, days and months. */
class FileTimesTest {
    private static final MadeMarket MARKET = MadeMarket.ofMinutes(12);
    private static final String PRICES = "open,high,low,close,volume\n";
    private static final String WRITTEN = "yyyy-MM-dd HH:mm:ss";
    private static final ReadAs IT_LOOKS = ReadAs.IT_LOOKS;

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    time_utc+8           | +08:00
                    Time UTC-5           | -05:00
                    Open time (UTC+8)    | +08:00
                    Date [GMT+0100]      | +01:00
                    timestamp+05:30      | +05:30
                    date (Europe/Berlin) | Europe/Berlin
                    Date (UTC)           | UTC
                    Gmt time             | UTC
                    datetime_utc         | UTC
                    """)
    void a_columns_name_may_say_its_zone(String name, String zone) throws Exception {
        assertThat(read(name + "," + PRICES + written(zone), IT_LOOKS).lines())
                .isEqualTo(MARKET.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Date (EST)", "time_est", "Local time", "Date (MEZ)", "Time (IST)"})
    void a_name_that_may_be_of_several_zones_is_refused_until_one_is_said(String name)
            throws Exception {
        String text = name + "," + PRICES + written("-05:00");
        assertRefused(text, IT_LOOKS, "its zone must be known", "--zone America/New_York");
        assertThat(read(text, in("-05:00")).lines()).isEqualTo(MARKET.lines());
        assertThat(read(text, in("America/New_York")).lines()).isEqualTo(MARKET.lines());
    }

    @Test
    void what_the_user_says_of_columns_does_not_hide_their_zone() {
        String text = "Date (EST)," + PRICES + written("-05:00");
        assertRefused(text, columns("time,open,high,low,close,volume"), "its zone must be known");
    }

    @Test
    void numbers_since_1970_are_utc_whatever_a_name_says() throws Exception {
        String rows = MARKET.rows(it -> it.second() + "," + it.ohlcv());
        assertRefused("timestamp (EST)," + PRICES + rows, IT_LOOKS, "are numbers since 1970");
        assertRefused("timestamp," + PRICES + rows, in("-05:00"), "--zone goes with times");
        assertThat(read("timestamp (EST)," + PRICES + rows, in("UTC")).lines())
                .isEqualTo(MARKET.lines());
        assertThat(read("timestamp (UTC)," + PRICES + rows, IT_LOOKS).lines())
                .isEqualTo(MARKET.lines());
    }

    @Test
    void times_that_say_their_zone_need_no_other() throws Exception {
        String rows =
                MARKET.rows(it ->
                        it.time("yyyy-MM-dd HH:mm:ssxxx", ZoneOffset.ofHours(1))
                                + ","
                                + it.ohlcv());
        for (String name : List.of("timestamp", "Local time", "Date (CET)")) {
            assertThat(read(name + "," + PRICES + rows, IT_LOOKS).lines())
                    .as(name)
                    .isEqualTo(MARKET.lines());
        }
        String gmt =
                MARKET.rows(it -> it.time(WRITTEN, ZoneOffset.ofHours(8)) + " GMT+8," + it.ohlcv());
        assertThat(read("time," + PRICES + gmt, IT_LOOKS).lines()).isEqualTo(MARKET.lines());
    }

    @ParameterizedTest
    @CsvSource({
        "timezone, +01:00",
        "tz, Europe/Berlin",
        "utc_offset, -0330",
        "Time Zone, UTC",
        "zone, UTC+2"
    })
    void a_column_may_say_the_zone_of_each_row(String name, String zone) throws Exception {
        String rows =
                MARKET.rows(it ->
                        it.time(WRITTEN, Zones.of(zone).orElseThrow())
                                + ","
                                + zone
                                + ","
                                + it.ohlcv());
        assertThat(read("time," + name + "," + PRICES + rows, IT_LOOKS).lines())
                .isEqualTo(MARKET.lines());
        assertThat(read(rows, columns("time,zone,open,high,low,close,volume")).lines())
                .isEqualTo(MARKET.lines());
    }

    @Test
    void rows_of_a_zone_that_nobody_knows_are_refused() throws Exception {
        String est =
                MARKET.rows(it -> it.time(WRITTEN, ZoneOffset.ofHours(-5)) + ",EST," + it.ohlcv());
        String text = "time,tz," + PRICES + est;
        assertThat(read(text, IT_LOOKS).tally().refusal().orElseThrow())
                .contains("\"EST\" may be more than one", "--zone -05:00");
        assertThat(read(text, in("-05:00")).lines()).isEqualTo(MARKET.lines());
        ReadFile one =
                read(
                        "time,tz,"
                                + PRICES
                                + est.replace("EST", "-05:00").replaceFirst("-05:00", "EST"),
                        IT_LOOKS);
        assertThat(one.lines()).isEqualTo(MARKET.lines().subList(1, 12));
        assertThat(one.refusals()).singleElement().asString().contains("zone: must be as UTC");
    }

    @Test
    void an_hour_that_a_clock_shows_twice_or_never_is_refused() throws Exception {
        String text =
                "Date (Europe/Berlin),"
                        + PRICES
                        + "2024-10-27 01:59:00,1,1,1,1,1\n"
                        + "2024-10-27 02:00:00,1,1,1,1,1\n"
                        + "2024-10-27 03:00:00,1,1,1,1,1\n"
                        + "2024-03-31 02:30:00,1,1,1,1,1\n";
        ReadFile read = read(text, IT_LOOKS);
        assertThat(read.candles().keySet())
                .extracting(Object::toString)
                .containsExactly("2024-10-26T23:59:00Z", "2024-10-27T02:00:00Z");
        assertThat(read.refusals().getFirst()).contains("line 3", "there twice");
        assertThat(read.refusals().getLast()).contains("line 5", "left out");
    }

    @Test
    void a_zone_that_json_speaks_of_is_asked_for() throws Exception {
        String json =
                "{\"meta\":{\"exchange_timezone\":\"America/New_York\"},\"values\":%s}"
                        .formatted(
                                MARKET.json(it ->
                                        "{\"datetime\":\"%s\",\"open\":%s,\"high\":%s,\"low\":%s,\"close\":%s,\"volume\":%s}"
                                                .formatted(
                                                        it.time(
                                                                WRITTEN,
                                                                ZoneId.of("America/New_York")),
                                                        it.open(),
                                                        it.high(),
                                                        it.low(),
                                                        it.close(),
                                                        it.volume())));
        assertThat(read(json, IT_LOOKS).tally().refusal().orElseThrow())
                .contains("may be of America/New_York");
        assertThat(read(json, in("America/New_York")).lines()).isEqualTo(MARKET.lines());
        assertThat(read(json.replace("America/New_York", "UTC"), IT_LOOKS).tally().isWhole())
                .isTrue();
        String rows = "time," + PRICES + written("-05:00");
        for (String remark : List.of("# Timezone: EST\n", "# all times are of the zone -05:00\n")) {
            assertThat(read(remark + rows, IT_LOOKS).tally().refusal().orElseThrow())
                    .contains("its times may be of", "--zone");
            assertThat(read(remark + rows, in("-05:00")).lines()).isEqualTo(MARKET.lines());
        }
    }

    @Test
    void times_of_day_that_lost_their_zeros_are_refused() throws Exception {
        String rows =
                MARKET.rows(it ->
                        "%s,%d,%s"
                                .formatted(
                                        it.time("yyyyMMdd"),
                                        Integer.parseInt(it.time("HHmmss")),
                                        it.ohlcv()));
        assertThat(read("date,time," + PRICES + rows, IT_LOOKS).tally().refusal().orElseThrow())
                .contains("must have all their digits, are as 0 and 100");
        String whole = MARKET.rows(it -> it.time("yyyyMMdd,HHmmss") + "," + it.ohlcv());
        assertThat(read("date,time," + PRICES + whole, IT_LOOKS).lines()).isEqualTo(MARKET.lines());
    }

    @Test
    void the_column_in_utc_is_taken_where_another_is_not() throws Exception {
        String rows =
                MARKET.rows(it ->
                        it.time(WRITTEN, ZoneOffset.ofHours(1))
                                + ","
                                + it.time(WRITTEN)
                                + ","
                                + it.ohlcv());
        assertThat(read("timestamp,timestamp_utc," + PRICES + rows, IT_LOOKS).lines())
                .isEqualTo(MARKET.lines());
        String parted =
                MARKET.rows(it ->
                        it.time("yyyy-MM-dd,HH:mm:ss", ZoneOffset.ofHours(1))
                                + ","
                                + it.second()
                                + ","
                                + it.ohlcv());
        assertThat(read("date,time,unix," + PRICES + parted, IT_LOOKS).lines())
                .isEqualTo(MARKET.lines());
    }

    /** BitMEX's bins have the end of their minute, and count contracts. */
    @Test
    void bins_of_bitmex_begin_a_minute_before_their_time() throws Exception {
        String header =
                "timestamp,symbol,open,high,low,close,trades,volume,vwap,lastSize,turnover,homeNotional,foreignNotional\n";
        String rows =
                MARKET.rows(it ->
                        "%s,XBTUSD,%s,%s,%s,%s,9,%s,%s,100,7,%s,%s"
                                .formatted(
                                        it.at(it.second() + 60)
                                                .time("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"),
                                        it.open(),
                                        it.high(),
                                        it.low(),
                                        it.close(),
                                        it.money(),
                                        it.close(),
                                        it.volume(),
                                        it.money()));
        ReadFile read = read(header + rows, IT_LOOKS);
        assertThat(read.recognised()).startsWith("BitMEX's bins");
        assertThat(read.lines()).isEqualTo(MARKET.lines());
        assertRefused(
                header.replace(",homeNotional,foreignNotional", "")
                        + rows.replaceAll(",[^,]*,[^,]*\n", "\n"),
                IT_LOOKS,
                "it is of BitMEX, whose times are the ends of candles (end)",
                "--columns");
        assertThat(
                        read(
                                        header + rows,
                                        columns("end,symbol,open,high,low,close,-,-,-,-,-,volume"))
                                .lines())
                .isEqualTo(MARKET.lines());
    }

    @Test
    void an_end_may_be_the_next_minute_or_the_last_second() throws Exception {
        for (String pattern : List.of(WRITTEN, "yyyy-MM-dd HH:mm:ss.'999'")) {
            int end = pattern.equals(WRITTEN) ? 60 : 59;
            String rows =
                    MARKET.rows(it -> it.at(it.second() + end).time(pattern) + "," + it.ohlcv());
            assertThat(read("close_time," + PRICES + rows, IT_LOOKS).lines())
                    .isEqualTo(MARKET.lines());
            assertThat(
                            read("time," + PRICES + rows, columns("end,open,high,low,close,volume"))
                                    .lines())
                    .isEqualTo(MARKET.lines());
        }
        String rows = MARKET.rows(it -> it.second() + "," + (it.second() + 60) + "," + it.ohlcv());
        assertThat(read(rows, columns("time,end,open,high,low,close,volume")).lines())
                .isEqualTo(MARKET.lines());
        ReadFile odd = read("1738368030,1,1,1,1,1\n", columns("end,open,high,low,close,volume"));
        assertThat(odd.refusals())
                .singleElement()
                .asString()
                .contains("end: must be that of a full");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("1738368030,1,1\n", columns("end,price,amount")))
                .withMessageContaining("--columns: a trade must have a time");
    }

    @Test
    void rows_of_cryptowatch_are_known_by_the_intervals_that_they_stand_under() throws Exception {
        String json =
                "{\"result\":{\"60\":%s},\"allowance\":{\"cost\":1}}"
                        .formatted(
                                MARKET.json(it ->
                                        "[%d,%s,%s]"
                                                .formatted(
                                                        it.second() + 60, it.ohlcv(), it.money())));
        assertThat(read(json, IT_LOOKS).tally().refusal().orElseThrow())
                .contains("Cryptowatch", "--columns end,");
        assertThat(read(json, columns("end,open,high,low,close,volume,-")).lines())
                .isEqualTo(MARKET.lines());
    }

    @Test
    void what_two_programs_write_alike_and_mean_otherwise_is_asked_for() throws Exception {
        String rows =
                MARKET.rows(it -> it.time("yyyyMMdd HHmmss") + ";" + it.ohlcv().replace(',', ';'));
        assertRefused(rows, IT_LOOKS, "NinjaTrader", "HistData", "--columns end,", "--zone");
        assertThat(read(rows, columns("time,open,high,low,close,volume")).lines())
                .isEqualTo(MARKET.lines());
        String parted = MARKET.rows(it -> it.time("yyyy.MM.dd,HH:mm") + "," + it.ohlcv());
        assertRefused(parted, IT_LOOKS, "MetaTrader", "--columns date,time,open,");
        assertThat(read(parted, columns("date,time,open,high,low,close,volume")).lines())
                .isEqualTo(MARKET.lines());
    }

    @ParameterizedTest
    @CsvSource({
        "dd/MM/yyyy HH:mm:ss, dmy",
        "MM/dd/yyyy hh:mm:ss a, mdy",
        "dd.MM.yyyy HH:mm, dmy",
        "dd-MM-yyyy HH:mm:ss.SSS, dmy"
    })
    void day_and_month_are_told_by_a_number_above_twelve_or_by_the_user(
            String pattern, String order) throws Exception {
        long days = 86_400;
        String later =
                "date,"
                        + PRICES
                        + MARKET.rows(it ->
                                it.at(it.second() + 20 * days).time(pattern) + "," + it.ohlcv());
        assertThat(read(later, IT_LOOKS).lines().getFirst()).startsWith("2025-02-21T00:00:00Z,");
        String first = "date," + PRICES + MARKET.rows(it -> it.time(pattern) + "," + it.ohlcv());
        assertThat(read(first, IT_LOOKS).tally().refusal().orElseThrow())
                .contains("must tell day and month apart", "--dates dmy");
        var said =
                new ReadAs(
                        Optional.empty(),
                        false,
                        false,
                        Optional.empty(),
                        Optional.of(DayOrder.said(order)));
        assertThat(read(first, said).lines()).isEqualTo(MARKET.lines());
        assertThatIllegalArgumentException().isThrownBy(() -> DayOrder.said("dym"));
    }

    @Test
    void days_of_a_spreadsheet_are_named() throws Exception {
        String rows =
                MARKET.rows(it -> "%.6f,%s".formatted(it.second() / 86_400.0 + 25_569, it.ohlcv()));
        assertThat(read("time," + PRICES + rows, IT_LOOKS).tally().refusal().orElseThrow())
                .contains("a spreadsheet's days, such as 45689.000000", "save it again");
    }

    private static String written(String zone) {
        return MARKET.rows(it -> it.time(WRITTEN, Zones.of(zone).orElseThrow()) + "," + it.ohlcv());
    }

    private static ReadAs in(String zone) {
        return new ReadAs(Optional.empty(), false, false, Zones.of(zone), Optional.empty());
    }

    private static ReadAs columns(String names) {
        return new ReadAs(Optional.of(Arrays.asList(names.split(","))), false, false);
    }

    private void assertRefused(String text, ReadAs said, String... told) {
        assertThatThrownBy(() -> read(text, said))
                .isInstanceOf(ImportException.class)
                .hasMessageContainingAll(told);
    }

    private ReadFile read(String text, ReadAs said) throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, text);
        return ReadFile.of(file, said);
    }
}
