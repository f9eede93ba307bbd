package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import org.jspecify.annotations.Nullable;

/** A tick as JSON on the topic {@code prices}. */
public final class TickCodec {
    public static final int VERSION = 1;

    private static final Set<String> OURS =
            Set.of(
                    "pair",
                    "sequence",
                    "price",
                    "best_bid",
                    "best_ask",
                    "volume_24h",
                    "time",
                    "trade_id",
                    "last_size",
                    "side",
                    "exchange");

    private TickCodec() {}

    public static byte[] encode(Tick tick) {
        return encode(tick, Map.of());
    }

    /**
     * Writes a tick and what came with it.
     *
     * @param others what else the exchange said, such as {@code open_24h}: texts that are passed on
     *     as they came, in their order, but for those by the name of a field of a tick
     */
    public static byte[] encode(Tick tick, Map<String, String> others) {
        return FlatJson.write(json -> write(tick, others, json));
    }

    /**
     * Reads one message, strictly.
     *
     * @param received when the bus or the feed had the message, by the market's clock; see {@link
     *     EventTime#checkNotAhead}
     */
    public static Tick decode(byte[] bytes, int offset, int length, Instant received)
            throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft(received));
    }

    public static Tick decode(byte[] bytes, Instant received) throws MalformedMessage {
        return decode(bytes, 0, bytes.length, received);
    }

    private static void write(Tick tick, Map<String, String> others, JsonGenerator json)
            throws IOException {
        json.writeStringField("pair", tick.pair().name());
        json.writeNumberField("sequence", tick.sequence());
        json.writeStringField("price", tick.price().toString());
        json.writeStringField("best_bid", tick.bestBid().toString());
        json.writeStringField("best_ask", tick.bestAsk().toString());
        json.writeStringField("volume_24h", tick.volume24h().toPlainString());
        json.writeStringField("time", EventTime.format(tick.time()));
        if (tick.tradeId().isPresent()) {
            json.writeNumberField("trade_id", tick.tradeId().get());
        }
        if (tick.lastSize().isPresent()) {
            json.writeStringField("last_size", tick.lastSize().get().toString());
        }
        if (tick.side().isPresent()) {
            json.writeStringField("side", tick.side().get().name());
        }
        json.writeStringField("exchange", tick.exchange());
        for (Map.Entry<String, String> other : others.entrySet()) {
            if (!OURS.contains(other.getKey())) {
                json.writeStringField(other.getKey(), other.getValue());
            }
        }
    }

    private static final class Draft implements FlatJson.Draft<Tick> {
        private final Instant received;
        private @Nullable Pair pair;
        private @Nullable Long sequence;
        private @Nullable Price price;
        private @Nullable Price bestBid;
        private @Nullable Price bestAsk;
        private @Nullable BigDecimal volume24h;
        private @Nullable Instant time;
        private @Nullable Long tradeId;
        private @Nullable Quantity lastSize;
        private @Nullable Side side;
        private @Nullable String exchange;

        Draft(Instant received) {
            this.received = received;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "pair" -> pair = new Pair(FlatJson.text(name, value, pair));
                case "sequence" -> sequence = FlatJson.integer(name, value, sequence);
                case "price" -> price = Price.parse(name, FlatJson.text(name, value, price));
                case "best_bid" -> bestBid = Price.parse(name, FlatJson.text(name, value, bestBid));
                case "best_ask" -> bestAsk = Price.parse(name, FlatJson.text(name, value, bestAsk));
                case "volume_24h" ->
                        volume24h = Words.volume(name, FlatJson.text(name, value, volume24h));
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                case "trade_id", "last_size", "side", "exchange" -> {
                    if (!FlatJson.isNull(value)) {
                        optionalField(name, value);
                    }
                }
                default -> {}
            }
        }

        private void optionalField(String name, JsonParser value)
                throws IOException, MalformedMessage {
            switch (name) {
                case "trade_id" -> tradeId = FlatJson.integer(name, value, tradeId);
                case "last_size" ->
                        lastSize = Quantity.parse(name, FlatJson.text(name, value, lastSize));
                case "side" -> side = Words.side(FlatJson.text(name, value, side));
                default -> exchange = FlatJson.text(name, value, exchange);
            }
        }

        @Override
        public Tick finish() throws MalformedMessage {
            Instant happened = FlatJson.required("time", time);
            EventTime.checkNotAhead("time", happened, received);
            return new Tick(
                    FlatJson.required("pair", pair),
                    FlatJson.required("sequence", sequence),
                    FlatJson.required("price", price),
                    FlatJson.required("best_bid", bestBid),
                    FlatJson.required("best_ask", bestAsk),
                    FlatJson.required("volume_24h", volume24h),
                    happened,
                    Optional.ofNullable(tradeId),
                    Optional.ofNullable(lastSize),
                    Optional.ofNullable(side),
                    exchange == null ? Words.EXCHANGE_UNKNOWN : exchange);
        }
    }
}
