package lab.flink.sql.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import lab.domain.MarketClock;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far a message may be ahead of the bus, by its kind and its market's clock. */
class MessageDecoderTest {
    private static final Instant ON_BUS = Instant.parse("2026-03-02T12:00:00Z");
    private static final String TICK =
            """
            {"pair":"BTC-USD","sequence":1,"price":"1","best_bid":"1","best_ask":"2",\
            "volume_24h":"1","time":"AT"}\
            """;
    private static final String TRADE =
            """
            {"pair":"BTC-USD","trade_id":1,"price":"1","size":"1","side":"BUY","sequence":1,\
            "time":"2026-03-02T12:00:00Z","feed_time":"AT"}\
            """;
    private static final String HEARTBEAT =
            """
            {"type":"heartbeat","pair":"BTC-USD","last_trade_id":1,"time":"AT"}\
            """;
    private static final String ANNOTATION =
            """
            {"id":"a","pair":"BTC-USD","time":"AT","layer":"analyst","text":"t","reference":"r"}\
            """;
    private static final String ORDER =
            """
            {"order_id":"o","account":"a","time":"AT","pair":"BTC-USD","side":"BUY",\
            "quantity":"1"}\
            """;

    private static final String TERMS =
            """
            {"format":1,"from":"AT","slippage":"0","fee_rate":"0.001","quote_wait_ms":30000}\
            """;

    @ParameterizedTest
    @CsvSource({
        "tick, time",
        "trade, feed_time",
        "heartbeat, time",
        "annotation, time",
        "terms, time",
    })
    void a_real_market_is_a_minute_ahead_of_the_bus_at_most(String kind, String field)
            throws Exception {
        String column =
                switch (kind) {
                    case "annotation" -> "time";
                    case "terms" -> "from_time";
                    default -> "event_time";
                };
        String read = kind.equals("trade") ? "feed_time" : column;
        assertThat(rows(kind, read, "2026-03-02T12:01:00Z", MarketClock.REAL)).hasSize(1);
        assertThatThrownBy(() -> rows(kind, read, "2026-03-02T12:01:00.000001Z", MarketClock.REAL))
                .isInstanceOf(IOException.class)
                .hasMessage(field + ": 61 s ahead of its receipt");
        assertThatThrownBy(() -> rows(kind, read, "2026-03-03T08:00:00Z", MarketClock.REAL))
                .hasMessage(field + ": 72000 s ahead of its receipt");
        assertThat(rows(kind, read, "2030-01-01T00:00:00Z", MarketClock.OWN))
                .singleElement()
                .satisfies(row ->
                        assertThat(row.getTimestamp(0, 6).toInstant())
                                .isEqualTo("2030-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"REAL, true", "OWN, false"})
    void the_clearing_house_passes_over_a_tick_ahead_of_the_bus(
            MarketClock clock, boolean isPassedOver) throws Exception {
        assertThat(rows("market", "pair", "2026-03-03T08:00:00Z", clock))
                .singleElement()
                .satisfies(row -> assertThat(row.isNullAt(0)).isEqualTo(isPassedOver));
    }

    @ParameterizedTest
    @CsvSource({"2026-03-03T08:00:00Z", "2261-01-01T00:00:00Z", "2009-01-01T00:00:00Z"})
    void an_order_may_be_of_any_time(String time) throws Exception {
        assertThat(rows("order", "time", time, MarketClock.REAL)).hasSize(1);
    }

    private static List<RowData> rows(String kind, String column, String time, MarketClock clock)
            throws Exception {
        var type = MessageKind.named(kind).column(column).orElseThrow().type();
        var decoder =
                new MessageDecoder(
                        kind, List.of(column), InternalTypeInfo.of(RowType.of(type)), clock);
        decoder.open();
        return List.of(decoder.decode(message(kind, time), ON_BUS));
    }

    private static byte[] message(String kind, String time) {
        String text =
                switch (kind) {
                    case "tick", "market" -> TICK;
                    case "trade" -> TRADE;
                    case "heartbeat" -> HEARTBEAT;
                    case "annotation" -> ANNOTATION;
                    case "terms" -> TERMS;
                    default -> ORDER;
                };
        return text.replace("AT", time).getBytes(StandardCharsets.UTF_8);
    }
}
