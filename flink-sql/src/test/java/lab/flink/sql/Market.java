package lab.flink.sql;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.progress.Heartbeat;

/** What a test sends. */
public final class Market {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Market() {}

    public static Trade trade(String pair, long id, Instant time, String price, String size) {
        return new Trade(
                new Pair(pair),
                id,
                Price.of(price),
                Quantity.of(size),
                Side.BUY,
                id,
                time,
                "test",
                Optional.empty());
    }

    public static Tick tick(String pair, long sequence, Instant time, String price) {
        return new Tick(
                new Pair(pair),
                sequence,
                Price.of(price),
                Price.of(price),
                Price.of(price),
                new BigDecimal("1000.5"),
                time,
                Optional.of(sequence),
                Optional.of(Quantity.of("0.1")),
                Optional.of(Side.SELL),
                "test");
    }

    public static Heartbeat ended(String pair, Instant time) {
        return ended(pair, 0, time);
    }

    public static Heartbeat ended(String pair, long lastTradeId, Instant time) {
        return new Heartbeat(new Pair(pair), lastTradeId, time, "test", true);
    }
}
