package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import org.jspecify.annotations.Nullable;

/** A trade as JSON on the topic {@code trades}. */
public final class TradeCodec {
    public static final int VERSION = 1;

    private TradeCodec() {}

    public static byte[] encode(Trade trade) {
        return FlatJson.write(json -> write(trade, json));
    }

    /**
     * Reads one message, strictly.
     *
     * @param received when the bus or the feed had the message, by the market's clock; see {@link
     *     EventTime#checkNotAhead}
     */
    public static Trade decode(byte[] bytes, int offset, int length, Instant received)
            throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft(received));
    }

    public static Trade decode(byte[] bytes, Instant received) throws MalformedMessage {
        return decode(bytes, 0, bytes.length, received);
    }

    private static void write(Trade trade, JsonGenerator json) throws IOException {
        json.writeStringField("pair", trade.pair().name());
        json.writeNumberField("trade_id", trade.tradeId());
        json.writeStringField("price", trade.price().toString());
        json.writeStringField("size", trade.size().toString());
        json.writeStringField("side", trade.side().name());
        json.writeNumberField("sequence", trade.sequence());
        json.writeStringField("time", EventTime.format(trade.time()));
        json.writeStringField("exchange", trade.exchange());
        if (trade.feedTime().isPresent()) {
            json.writeStringField("feed_time", EventTime.format(trade.feedTime().get()));
        }
    }

    private static final class Draft implements FlatJson.Draft<Trade> {
        private final Instant received;
        private @Nullable Pair pair;
        private @Nullable Long tradeId;
        private @Nullable Price price;
        private @Nullable Quantity size;
        private @Nullable Side side;
        private @Nullable Long sequence;
        private @Nullable Instant time;
        private @Nullable String exchange;
        private @Nullable Instant feedTime;

        Draft(Instant received) {
            this.received = received;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "pair" -> pair = new Pair(FlatJson.text(name, value, pair));
                case "trade_id" -> tradeId = FlatJson.integer(name, value, tradeId);
                case "price" -> price = Price.parse(name, FlatJson.text(name, value, price));
                case "size" -> size = Quantity.parse(name, FlatJson.text(name, value, size));
                case "side" -> side = Words.side(FlatJson.text(name, value, side));
                case "sequence" -> sequence = FlatJson.integer(name, value, sequence);
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                case "exchange" -> {
                    if (!FlatJson.isNull(value)) {
                        exchange = FlatJson.text(name, value, exchange);
                    }
                }
                case "feed_time" -> {
                    if (!FlatJson.isNull(value)) {
                        feedTime = EventTime.parse(name, FlatJson.text(name, value, feedTime));
                    }
                }
                default -> {}
            }
        }

        @Override
        public Trade finish() throws MalformedMessage {
            Instant happened = FlatJson.required("time", time);
            EventTime.checkNotAhead("time", happened, received);
            if (feedTime != null) {
                EventTime.checkNotAhead("feed_time", feedTime, received);
            }
            return new Trade(
                    FlatJson.required("pair", pair),
                    FlatJson.required("trade_id", tradeId),
                    FlatJson.required("price", price),
                    FlatJson.required("size", size),
                    FlatJson.required("side", side),
                    FlatJson.required("sequence", sequence),
                    happened,
                    exchange == null ? Words.EXCHANGE_UNKNOWN : exchange,
                    Optional.ofNullable(feedTime));
        }
    }
}
