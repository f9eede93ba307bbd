package lab.poller.kraken;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.feed.MarketEvent;
import lab.poller.frames.FrameJson;
import lab.poller.frames.JsonFields;
import lab.poller.frames.StrictDecoder;

/**
 * Reads frames of version 2 of Kraken's feed: {@code {"channel":…,"type":…,"data":[…]}}, one or
 * more trades in each, and answers to what a client asked.
 *
 * <p>The side of a trade is the taker's. A tick has no number, so its time in microseconds stands
 * for one; a tick without a time is none.
 */
final class KrakenDecoder extends StrictDecoder {
    private static final int REFUSAL_LENGTH_MAX = 200;

    /** What an item of a frame says. */
    private interface Reader {
        MarketEvent read(JsonNode item, Instant received);
    }

    @Override
    protected MarketEvent read(byte[] bytes, int offset, int length, Instant received)
            throws IOException {
        JsonNode frame = FrameJson.tree(bytes, offset, length);
        if (!frame.isObject()) {
            return new MarketEvent.Unreadable("frame: must be a JSON object, was not");
        }
        if (frame.has("method") || frame.has("error")) {
            return answer(frame);
        }
        String channel = JsonFields.text(frame, "channel");
        return switch (channel) {
            case "trade" -> each(frame, this::trade, received);
            case "ticker" -> each(frame, this::tick, received);
            default -> other(channel);
        };
    }

    private static MarketEvent answer(JsonNode frame) {
        if (frame.path("success").asBoolean(false)) {
            return new MarketEvent.Other("answer");
        }
        String error = frame.path("error").asText();
        String symbol = frame.path("symbol").asText();
        String text = symbol.isEmpty() ? error : error + ": " + symbol;
        return new MarketEvent.Refused(
                text.isEmpty()
                        ? "unexplained"
                        : text.substring(0, Math.min(REFUSAL_LENGTH_MAX, text.length())));
    }

    /** The exchange has channels that nobody here asks for; their names are words. */
    private static MarketEvent other(String channel) {
        boolean isWord = channel.matches("[a-z][a-z0-9_-]{0,63}");
        return isWord
                ? new MarketEvent.Other(channel)
                : new MarketEvent.Malformed(
                        "channel: must be lower-case words, was " + FrameJson.quoted(channel));
    }

    /** One that cannot be read does not take the others with it. */
    private MarketEvent each(JsonNode frame, Reader reader, Instant received) {
        JsonNode data = frame.path("data");
        if (!data.isArray() || data.isEmpty()) {
            throw new IllegalArgumentException("data: must be an array of one or more, was not");
        }
        List<MarketEvent> events = new ArrayList<>(data.size());
        for (JsonNode item : data) {
            try {
                events.add(reader.read(item, received));
            } catch (IllegalArgumentException e) {
                events.add(broken("data[%d] %s".formatted(events.size(), e.getMessage())));
            }
            forgetTime();
        }
        return events.size() == 1 ? events.getFirst() : new MarketEvent.Several(events);
    }

    private MarketEvent trade(JsonNode item, Instant received) {
        long id = JsonFields.number(item, "trade_id");
        return new MarketEvent.Traded(
                new Trade(
                        pair(item),
                        id,
                        Price.parse("price", JsonFields.decimal(item, "price")),
                        Quantity.parse("qty", JsonFields.decimal(item, "qty")),
                        FrameJson.side(JsonFields.text(item, "side")),
                        id, // a trade has no other number
                        time(item, received),
                        Kraken.WORD,
                        Optional.empty()),
                true);
    }

    /** The last price is there only if there was a trade within a day. */
    private MarketEvent tick(JsonNode item, Instant received) {
        Pair pair = pair(item);
        if (!item.hasNonNull("timestamp") || !item.hasNonNull("last")) {
            return new MarketEvent.Other("ticker");
        }
        Price last = Price.parse("last", JsonFields.decimal(item, "last"));
        if (!last.isPositive()) {
            throw new IllegalArgumentException("last: must be positive, was " + last);
        }
        Instant time = time(item, received);
        return new MarketEvent.Ticked(
                new Tick(
                        pair,
                        EventTime.toMicros(time),
                        last,
                        Price.parse("bid", JsonFields.decimal(item, "bid")),
                        Price.parse("ask", JsonFields.decimal(item, "ask")),
                        FrameJson.volume("volume", JsonFields.decimal(item, "volume")),
                        time,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Kraken.WORD),
                Map.of(
                        "best_bid_size",
                        Quantity.parse("bid_qty", JsonFields.decimal(item, "bid_qty")).toString(),
                        "best_ask_size",
                        Quantity.parse("ask_qty", JsonFields.decimal(item, "ask_qty")).toString()),
                true);
    }

    private Instant time(JsonNode item, Instant received) {
        String text = JsonFields.text(item, "timestamp");
        return believed("timestamp", EventTime.parse("timestamp", text), received);
    }

    private static Pair pair(JsonNode item) {
        return Pair.ofExchange(JsonFields.text(item, "symbol").replace('/', '-'));
    }
}
