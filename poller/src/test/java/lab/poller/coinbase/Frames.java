package lab.poller.coinbase;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Frames as the exchange sends them, written by hand. */
final class Frames {
    static final Instant RECEIVED = Instant.parse("2025-03-01T12:00:01Z");
    static final String MATCH =
            """
            {"type":"match","trade_id":71,"maker_order_id":"ac928c66-ca53-498f-9c13-a110027a60e8",\
            "taker_order_id":"132fb6ae-456b-4654-b4e0-d681ac05cea1","side":"sell",\
            "size":"5.23512","price":"400.23","product_id":"BTC-USD","sequence":50,\
            "time":"2025-03-01T12:00:00.000001Z"}\
            """;
    static final String TICKER =
            """
            {"type":"ticker","sequence":51,"product_id":"BTC-USD","price":"400.23",\
            "open_24h":"390","volume_24h":"12345678901234.50000000","low_24h":"380.5",\
            "high_24h":"410","volume_30d":"99","best_bid":"400.22","best_bid_size":"1",\
            "best_ask":"400.23","best_ask_size":"2","side":"buy",\
            "time":"2025-03-01T12:00:00.000001Z","trade_id":71,"last_size":"5.23512"}\
            """;
    static final String HEARTBEAT =
            """
            {"type":"heartbeat","sequence":90,"last_trade_id":71,"product_id":"BTC-USD",\
            "time":"2025-03-01T12:00:01.464459Z"}\
            """;

    private Frames() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
