package lab.domain.clearing;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.clearing.quote.QuoteBook;
import lab.domain.clearing.state.StateStore;

/** The mother of the clearing house's test data. */
public final class Cases {
    public static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    public static final Account ALICE = new Account("alice");
    public static final Pair BTC = new Pair("BTC-USD");
    public static final Pair ETH = new Pair("ETH-USD");
    public static final Duration MICRO = Duration.ofNanos(1_000);

    private Cases() {}

    /** Seconds after noon. */
    public static Instant at(double seconds) {
        return NOON.plusNanos(Math.round(seconds * 1e6) * 1_000);
    }

    public static OrderRequest order(String id, String side, String quantity, Instant time) {
        return order(id, ALICE, BTC, side, quantity, time);
    }

    public static OrderRequest order(
            String id, Account account, Pair pair, String side, String quantity, Instant time) {
        return new OrderRequest(
                new OrderId(id), account, time, pair, side, new BigDecimal(quantity), Remarks.NONE);
    }

    public static FundRequest fund(String id, String asset, String amount) {
        return fund(id, ALICE, asset, amount);
    }

    public static FundRequest fund(String id, Account account, String asset, String amount) {
        return new FundRequest(
                new OrderId(id), account, NOON, new Asset(asset), new BigDecimal(amount));
    }

    public static Tick tick(Pair pair, long sequence, Instant time, String bid, String ask) {
        return new Tick(
                pair,
                sequence,
                Price.of("1"),
                Price.of(bid),
                Price.of(ask),
                BigDecimal.ONE,
                time,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "test");
    }

    public static Tick tick(long sequence, Instant time) {
        return tick(BTC, sequence, time, "100", "101");
    }

    /** Keeps what it is given. */
    public static final class Kept implements StateStore {
        public final Map<String, byte[]> entries = new HashMap<>();

        @Override
        public void put(String key, byte[] value) {
            entries.put(key, value);
        }

        @Override
        public void remove(String key) {
            entries.remove(key);
        }

        public QuoteBook restored() {
            var copy = new Kept();
            copy.entries.putAll(entries);
            return QuoteBook.restore(this, Map.copyOf(copy.entries).entrySet());
        }
    }
}
