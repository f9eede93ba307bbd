package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes in coins, in money and in contracts, which exchanges give under one name. */
class VolumesTest {
    private static final MadeMarket MARKET = MadeMarket.ofMinutes(12);
    private static final String PRICES = "open,high,low,close,volume";

    @TempDir private Path folder;

    @Test
    void candles_of_ftx_are_named() {
        String header = "startTime,time,open,high,low,close,volume\n";
        Function<MadeMarket.Made, String> row =
                it ->
                        "%s,%d000.0,%s,%s,%s,%s,%s"
                                .formatted(
                                        it.time("yyyy-MM-dd'T'HH:mm:ssxxx"),
                                        it.second(),
                                        it.open(),
                                        it.high(),
                                        it.low(),
                                        it.close(),
                                        it.money());
        assertRefused(
                header + MARKET.rows(row), "it is of FTX, whose volume is in USD", "--columns");
        assertRefused("," + header + MARKET.rows(row.andThen(it -> "0," + it)), "it is of FTX");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Datetime,Close,High,Low,Open,Volume",
                "Datetime,Close,High,Low,Open,Adj Close,Volume"
            })
    void a_coins_volume_of_yahoo_is_in_money(String header) throws Exception {
        boolean isAdjusted = header.contains("Adj");
        Function<BigDecimal, String> rows =
                factor ->
                        MARKET.rows(it ->
                                "%s+00:00,%s,%s,%s,%s,%s%s"
                                        .formatted(
                                                it.time("yyyy-MM-dd HH:mm:ss"),
                                                it.close(),
                                                it.high(),
                                                it.low(),
                                                it.open(),
                                                isAdjusted ? it.close() + "," : "",
                                                it.money()
                                                        .multiply(factor)
                                                        .setScale(0, RoundingMode.DOWN)));
        assertRefused(header + "\n" + rows.apply(BigDecimal.ONE), "it is of Yahoo");
        assertThat(read(header + "\n" + rows.apply(BigDecimal.ZERO)).tally().isWhole()).isTrue();
    }

    @Test
    void amounts_of_contracts_are_known_by_their_exchange() {
        assertRefused(
                """
                exchange,symbol,timestamp,local_timestamp,id,side,price,amount
                deribit,BTC-PERPETUAL,1738368600000001,1738368600000002,7,buy,100,10
                """,
                "its exchange is deribit, whose amounts are of contracts");
    }

    /** An OKX swap counts contracts, and has the coins beside them. */
    @Test
    void contracts_of_so_many_coins_are_no_coins() throws Exception {
        ReadFile read =
                read(
                        "instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time\n"
                                + MARKET.rows(it ->
                                        "BTC-USDT-SWAP,%s,%s,%s,%s,%s,%s,%s,%d000"
                                                .formatted(
                                                        it.open(),
                                                        it.high(),
                                                        it.low(),
                                                        it.close(),
                                                        it.volume().movePointRight(2),
                                                        it.volume(),
                                                        it.money(),
                                                        it.second())));
        assertThat(read.tally().refusal().orElseThrow())
                .contains("\"vol\" has as many contracts as \"vol_ccy\"");
        assertThat(read.candles()).isEmpty();
    }

    /** Binance's futures on coins: a contract is a hundred dollars. */
    @Test
    void contracts_of_so_much_money_are_no_coins() throws Exception {
        String rows =
                MARKET.rows(it -> {
                    BigDecimal contracts = it.money().movePointLeft(2).setScale(0, RoundingMode.UP);
                    return "%d000,%s,%s,%s,%s,%s,%d999,%s,7,1,1,0"
                            .formatted(
                                    it.second(),
                                    it.open(),
                                    it.high(),
                                    it.low(),
                                    it.close(),
                                    contracts,
                                    it.second() + 59,
                                    contracts
                                            .movePointRight(2)
                                            .divide(it.close(), 8, RoundingMode.HALF_EVEN));
                });
        assertThat(read(rows).tally().refusal().orElseThrow())
                .contains("column 6 is column 8 times the price, in contracts of 100");
    }

    @Test
    void volumes_of_takers_make_no_contracts_of_the_volume() throws Exception {
        String rows =
                MARKET.rows(it ->
                        "%d,%s,%s,%s,%s"
                                .formatted(
                                        it.second(),
                                        it.ohlcv(),
                                        it.money(),
                                        it.volume().movePointLeft(1),
                                        it.money().movePointLeft(1)));
        assertThat(read("time," + PRICES + ",quote,taker,taker_quote\n" + rows).lines())
                .isEqualTo(MARKET.lines());
    }

    @Test
    void arrays_of_an_exchanges_rest_have_their_coins_where_the_numbers_say() throws Exception {
        String okx =
                MARKET.json(it ->
                        "[\"%d000\",%s,%s,%s,\"1\"]"
                                .formatted(it.second(), it.ohlcv(), it.money(), it.money()));
        String kucoin =
                MARKET.json(it ->
                        "[\"%d\",%s,%s,%s,%s,%s,%s]"
                                .formatted(
                                        it.second(),
                                        it.open(),
                                        it.close(),
                                        it.high(),
                                        it.low(),
                                        it.volume(),
                                        it.money()));
        String inverse =
                MARKET.json(it ->
                        "[\"%d000\",%s,%s,%s,%s,%s,%s]"
                                .formatted(
                                        it.second(),
                                        it.open(),
                                        it.high(),
                                        it.low(),
                                        it.close(),
                                        it.money(),
                                        it.volume()));
        String mexc =
                MARKET.json(it ->
                        "[%d000,%s,%d000,%s]"
                                .formatted(
                                        it.second(),
                                        it.ohlcv(),
                                        it.second() + 60,
                                        it.money().setScale(0, RoundingMode.UP)));
        String htx =
                MARKET.json(it ->
                        "{\"id\":%d,\"open\":%s,\"close\":%s,\"low\":%s,\"high\":%s,\"amount\":%s,\"vol\":%s,\"count\":3}"
                                .formatted(
                                        it.second(),
                                        it.open(),
                                        it.close(),
                                        it.low(),
                                        it.high(),
                                        it.volume(),
                                        it.money()));
        for (String rows : new String[] {okx, kucoin, inverse, mexc, htx}) {
            ReadFile read = read("{\"code\":\"0\",\"data\":%s}".formatted(rows));
            assertThat(read.lines()).as(rows.substring(0, 80)).isEqualTo(MARKET.lines());
        }
    }

    @Test
    void a_candle_that_had_not_ended_is_refused_by_its_row() throws Exception {
        String rows =
                MARKET.json(it ->
                        "[\"%d000\",%s,%s,%s,\"%d\"]"
                                .formatted(
                                        it.second(),
                                        it.ohlcv(),
                                        it.money(),
                                        it.money(),
                                        it.second() == MadeMarket.START + 660 ? 0 : 1));
        ReadFile read = read("{\"data\":" + rows + "}");
        assertThat(read.lines()).isEqualTo(MARKET.lines().subList(0, 11));
        assertThat(read.refusals())
                .singleElement()
                .asString()
                .contains("row 12: candle: must have ended");
        String named =
                "time,"
                        + PRICES
                        + ",is_closed\n"
                        + MARKET.rows(it -> it.second() + "," + it.ohlcv() + ",True")
                                .replaceFirst("True", "False");
        assertThat(read(named).lines()).isEqualTo(MARKET.lines().subList(1, 12));
    }

    /** Kraken's answer always ends with the minute that is not over. */
    @Test
    void the_candle_behind_the_last_whole_one_is_refused() throws Exception {
        String rows =
                MARKET.json(it ->
                        "[%d,\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",4]"
                                .formatted(
                                        it.second(),
                                        it.open(),
                                        it.high(),
                                        it.low(),
                                        it.close(),
                                        it.close(),
                                        it.volume()));
        ReadFile read =
                read(
                        "{\"error\":[],\"result\":{\"XXBTZUSD\":%s,\"last\":%d}}"
                                .formatted(rows, MadeMarket.START + 600));
        assertThat(read.lines()).isEqualTo(MARKET.lines().subList(0, 11));
        assertThat(read.refusals())
                .singleElement()
                .asString()
                .contains("row 12: candle: must have ended when it was fetched");
    }

    @Test
    void amounts_whose_sign_says_who_sold_make_no_half_candles() throws Exception {
        String rows =
                IntStream.range(0, 20)
                        .mapToObj(i ->
                                "%d,%d500,%s0.%d,100\n"
                                        .formatted(
                                                i,
                                                MadeMarket.START + i,
                                                i % 2 == 0 ? "-" : "",
                                                i + 1))
                        .collect(Collectors.joining());
        assertThat(read("id,time,amount,price\n" + rows).tally().refusal().orElseThrow())
                .contains("its amounts must be above zero, 10 of the first 20 are below");
        ReadFile one =
                read(
                        "id,time,amount,price\n"
                                + rows.replace("-", "").replaceFirst(",0.3,", ",-0.3,"));
        assertThat(one.tally().used()).isEqualTo(19);
        assertThat(one.refusals())
                .singleElement()
                .asString()
                .contains("amount: must be above zero");
    }

    private void assertRefused(String text, String... told) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ImportException.class)
                .hasMessageContainingAll(told);
    }

    private ReadFile read(String text) throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, text);
        return ReadFile.of(file);
    }
}
