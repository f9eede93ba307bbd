package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which column opens a candle and which closes it: a header tells, and else the prices or nobody.
 */
class ColumnOrdersTest {
    private static final MadeMarket MARKET = MadeMarket.ofMinutes(12);
    private static final Function<MadeMarket.Made, String> CLOSE_FIRST =
            it ->
                    "%d,%s,%s,%s,%s,%s"
                            .formatted(
                                    it.second(),
                                    it.close(),
                                    it.high(),
                                    it.low(),
                                    it.open(),
                                    it.volume());

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp,close,high,low,open,volume",
                ",Close,High,Low,Open,Volume",
                "index,Close,High,Low,Open,Volume",
                "Unnamed: 0,close,high,low,open,volume",
                "ts,c,h,l,o,v"
            })
    void a_header_says_the_order(String header) throws Exception {
        assertThat(read(header + "\n" + MARKET.rows(CLOSE_FIRST)).lines())
                .isEqualTo(MARKET.lines());
    }

    @Test
    void prices_that_open_where_the_last_closed_are_in_the_usual_order() throws Exception {
        String rows = MARKET.rows(it -> it.second() + "," + it.ohlcv());
        assertThat(read(rows).lines()).isEqualTo(MARKET.lines());
        List<String> turned = rows.lines().toList().reversed();
        assertThat(read(String.join("\n", turned) + "\n").lines())
                .isEqualTo(MARKET.lines().reversed());
    }

    @Test
    void a_table_sorted_by_the_names_of_its_columns_is_refused_without_them() {
        assertUntold(MARKET.rows(CLOSE_FIRST), "--columns time,close,high,low,open,volume");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1738368000,100.5,101,99,100,3\n",
                "1738368000,100.5,101,99,100,3\n1738368060,100.5,101,99,100,3\n"
            })
    void what_no_price_speaks_against_is_in_the_usual_order(String rows) throws Exception {
        assertThat(read(rows).lines().getFirst())
                .isEqualTo("2025-02-01T00:00:00Z,100.5,101,99,100,3");
        assertThat(read(rows, "time,close,high,low,open,volume").lines().getFirst())
                .isEqualTo("2025-02-01T00:00:00Z,100,101,99,100.5,3");
    }

    @Test
    void an_exchanges_order_is_not_believed_against_the_prices() {
        assertUntold(
                MARKET.rows(it ->
                        "%d,%s,%s,%s,%s,%s"
                                .formatted(
                                        it.second(),
                                        it.low(),
                                        it.high(),
                                        it.close(),
                                        it.open(),
                                        it.volume())),
                "--columns time,low,high,close,open,volume");
        assertThatThrownBy(() -> read(MARKET.rows(CLOSE_FIRST.andThen(row -> row + ",7"))))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("say what its columns are");
    }

    @Test
    void where_open_and_close_are_the_same_either_is_either() throws Exception {
        String rows =
                IntStream.range(0, 5)
                        .mapToObj(i -> MadeMarket.START + 60L * i + ",100,101,99,100,3\n")
                        .collect(Collectors.joining());
        assertThat(read(rows).lines()).hasSize(5);
    }

    @Test
    void a_header_once_more_is_refused_and_another_one_ends_what_can_be_known() throws Exception {
        String header = "timestamp,open,high,low,close,volume\n";
        String rows = MARKET.rows(it -> it.second() + "," + it.ohlcv());
        String later = MARKET.rows(it -> it.at(it.second() + 7_200).second() + "," + it.ohlcv());
        ReadFile same = read(header + rows + header + later);
        assertThat(same.lines()).hasSize(24);
        assertThat(same.refusals())
                .singleElement()
                .asString()
                .contains("line 14: is the header once more");
        ReadFile other =
                read(
                        header
                                + rows
                                + "timestamp,close,high,low,open,volume\n"
                                + MARKET.rows(it -> CLOSE_FIRST.apply(it.at(it.second() + 7_200))));
        assertThat(other.lines()).isEqualTo(MARKET.lines());
        assertThat(other.tally().rows()).isEqualTo(25);
        assertThat(other.refusals())
                .hasSize(13)
                .allMatch(told -> told.contains("its columns are named anew in line 14"));
    }

    @Test
    void two_columns_of_times_by_one_name_must_say_the_same() {
        assertThatThrownBy(() ->
                        read(
                                "timestamp,open,high,low,close,volume,timestamp\n"
                                        + MARKET.rows(it ->
                                                "%d,%s,%d"
                                                        .formatted(
                                                                it.second(),
                                                                it.ohlcv(),
                                                                it.second() + 60))))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("its format must be known");
    }

    @Test
    void what_says_that_it_is_a_begin_is_taken_before_what_only_says_a_time() throws Exception {
        ReadFile read =
                read(
                        "timestamp,open_time,open,high,low,close,volume\n"
                                + MARKET.rows(it ->
                                        "%d,%d,%s"
                                                .formatted(
                                                        it.second() + 60,
                                                        it.second(),
                                                        it.ohlcv())));
        assertThat(read.lines()).isEqualTo(MARKET.lines());
    }

    @Test
    void json_may_have_a_tables_columns() throws Exception {
        String columns =
                """
                {"s":"ok","t":%s,"c":%s,"h":%s,"l":%s,"o":%s,"v":%s,"nb":[]}\
                """
                        .formatted(
                                MARKET.json(it -> Long.toString(it.second())),
                                MARKET.json(it -> it.close().toString()),
                                MARKET.json(it -> it.high().toString()),
                                MARKET.json(it -> it.low().toString()),
                                MARKET.json(it -> it.open().toString()),
                                MARKET.json(it -> it.volume().toString()));
        assertThat(read(columns).lines()).isEqualTo(MARKET.lines());
        assertThat(read("{\"result\":" + columns + "}").lines()).isEqualTo(MARKET.lines());
    }

    @Test
    void names_that_json_gives_its_rows_are_their_header() throws Exception {
        String split =
                """
                {"columns":["timestamp","close","high","low","open","volume"],"index":[0,1,2],"data":%s}\
                """
                        .formatted(MARKET.json(it -> "[" + CLOSE_FIRST.apply(it) + "]"));
        assertThat(read(split).lines()).isEqualTo(MARKET.lines());
    }

    /** As Hyperliquid and Binance's stream have them. */
    @Test
    void letters_are_told_by_their_case() throws Exception {
        String json =
                MARKET.json(it ->
                        "{\"T\":%d999,\"L\":7,\"c\":%s,\"h\":%s,\"l\":%s,\"o\":%s,\"V\":9,\"t\":%d000,\"v\":%s}"
                                .formatted(
                                        it.second() + 59,
                                        it.close(),
                                        it.high(),
                                        it.low(),
                                        it.open(),
                                        it.second(),
                                        it.volume()));
        assertThat(read(json).lines()).isEqualTo(MARKET.lines());
    }

    @Test
    void a_line_of_json_is_a_row_whatever_else_it_has() throws Exception {
        String lines =
                MARKET.rows(it ->
                        "{\"time\":%d,\"open\":%s,\"high\":%s,\"low\":%s,\"close\":%s,\"volume\":%s%s}"
                                .formatted(
                                        it.second(),
                                        it.open(),
                                        it.high(),
                                        it.low(),
                                        it.close(),
                                        it.volume(),
                                        it.second() % 120 == 0 ? ",\"tags\":[1,{\"a\":2}]" : ""));
        assertThat(read(lines).lines()).isEqualTo(MARKET.lines());
    }

    private void assertUntold(String rows, String remedy) {
        assertThatThrownBy(() -> read(rows))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("its open and close must be told from each other")
                .hasMessageContaining(remedy);
    }

    private ReadFile read(String text) throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, text);
        return ReadFile.of(file);
    }

    private ReadFile read(String text, String columns) throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, text);
        return ReadFile.of(
                file, new ReadAs(Optional.of(List.of(columns.split(","))), false, false));
    }
}
