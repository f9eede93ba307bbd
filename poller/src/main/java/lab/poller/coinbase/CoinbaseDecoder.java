package lab.poller.coinbase;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookChange;
import lab.domain.book.BookSnapshot;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketEvent.Beat;
import lab.poller.feed.MarketEvent.BookBroken;
import lab.poller.feed.MarketEvent.BookChanged;
import lab.poller.feed.MarketEvent.BookGiven;
import lab.poller.feed.MarketEvent.Malformed;
import lab.poller.feed.MarketEvent.Other;
import lab.poller.feed.MarketEvent.Refused;
import lab.poller.feed.MarketEvent.Ticked;
import lab.poller.feed.MarketEvent.Traded;
import lab.poller.frames.FrameFields;
import lab.poller.frames.FrameJson;
import lab.poller.frames.StrictDecoder;

/**
 * Reads frames of Coinbase's public feed, whoever sends them: the exchange, a recording or the
 * simulator.
 *
 * <p>The side of a {@code match} is the maker's, that of a {@code ticker} the taker's. Everybody
 * downstream gets the taker's.
 */
public final class CoinbaseDecoder extends StrictDecoder {
    private static final int PAIRS_KNOWN_MAX = 10_000;

    private static final int TYPE = 0;
    private static final int PAIR = 1;
    private static final int TRADE_ID = 2;
    private static final int LAST_TRADE_ID = 3;
    private static final int SEQUENCE = 4;
    private static final int PRICE = 5;
    private static final int SIZE = 6;
    private static final int SIDE = 7;
    private static final int TIME = 8;
    private static final int BEST_BID = 9;
    private static final int BEST_ASK = 10;
    private static final int VOLUME_24H = 11;
    private static final int LAST_SIZE = 12;
    private static final int MESSAGE = 13;
    private static final int REASON = 14;
    private static final int CHANNEL = 15;

    private static final List<String> NAMES =
            List.of(
                    "type",
                    "product_id",
                    "trade_id",
                    "last_trade_id",
                    "sequence",
                    "price",
                    "size",
                    "side",
                    "time",
                    "best_bid",
                    "best_ask",
                    "volume_24h",
                    "last_size",
                    "message",
                    "reason",
                    "channel");

    private final String exchange;
    private final FrameFields fields = new FrameFields(NAMES);
    private final Map<String, Pair> pairs = new HashMap<>();

    /**
     * @param exchange what trades and ticks are said to come from
     */
    public CoinbaseDecoder(String exchange) {
        this.exchange = exchange;
    }

    @Override
    protected MarketEvent read(byte[] bytes, int offset, int length, Instant received)
            throws IOException {
        fields.clear();
        try (JsonParser parser = FrameJson.parser(bytes, offset, length)) {
            begin(parser);
            String name;
            while ((name = parser.nextFieldName()) != null) {
                parser.nextToken();
                fields.put(name, parser);
                parser.skipChildren();
            }
            end(parser);
        }
        checkIsCoinbases();
        return isOfBook() ? book(bytes, offset, length, received) : frame(received);
    }

    /**
     * A type of another exchange may be one of ours, or pass for a channel that nobody asked for.
     */
    private void checkIsCoinbases() {
        if (fields.isGiven(CHANNEL)) {
            throw new IllegalArgumentException(
                    "frame: must be Coinbase's, which name no channel, was of channel "
                            + FrameJson.quoted(fields.textOrNull(CHANNEL)));
        }
    }

    private boolean isOfBook() {
        String type = fields.textOrNull(TYPE);
        return "l2update".equals(type) || "snapshot".equals(type);
    }

    /** What it holds beyond its fields is read in a second go, as no other frame has use for it. */
    private MarketEvent book(byte[] bytes, int offset, int length, Instant received)
            throws IOException {
        Optional<Pair> pair = Optional.empty();
        try (JsonParser parser = FrameJson.parser(bytes, offset, length)) {
            pair = Optional.of(pair(fields.text(PAIR)));
            fields.checkEachIsOnce();
            BookFields levels = BookFields.read(parser);
            return "snapshot".equals(fields.text(TYPE))
                    ? new BookGiven(
                            new BookSnapshot(
                                    pair.get(),
                                    levels.bids(),
                                    levels.asks(),
                                    OptionalLong.empty(),
                                    fields.has(TIME)
                                            ? Optional.of(time(received))
                                            : Optional.empty()))
                    : new BookChanged(
                            new BookChange(
                                    pair.get(),
                                    levels.changes(),
                                    Optional.empty(),
                                    time(received)));
        } catch (IllegalArgumentException e) {
            return new BookBroken(pair, String.valueOf(e.getMessage()));
        }
    }

    private MarketEvent frame(Instant received) {
        String type = fields.text(TYPE);
        return switch (type) {
            case "match", "last_match" -> trade(received);
            case "ticker" -> ticker(received);
            case "heartbeat" -> heartbeat(received);
            case "error" -> new Refused(errorMessage());
            default -> other(type);
        };
    }

    /** The exchange may have channels that nobody here knows; their names are words. */
    private static MarketEvent other(String type) {
        boolean isWord =
                !type.isEmpty()
                        && type.chars()
                                .allMatch(c ->
                                        (c >= 'a' && c <= 'z')
                                                || (c >= '0' && c <= '9')
                                                || c == '_');
        return isWord
                ? new Other(type)
                : new Malformed("type: must be lower-case words, was " + FrameJson.quoted(type));
    }

    private MarketEvent trade(Instant received) {
        fields.checkEachIsOnce();
        return new Traded(
                new Trade(
                        pair(fields.text(PAIR)),
                        fields.number(TRADE_ID),
                        Price.parse("price", fields.text(PRICE)),
                        Quantity.parse("size", fields.text(SIZE)),
                        FrameJson.side(fields.text(SIDE)).opposite(),
                        fields.number(SEQUENCE),
                        time(received),
                        exchange,
                        Optional.empty()),
                true);
    }

    private MarketEvent ticker(Instant received) {
        fields.checkEachIsOnce();
        Price price = Price.parse("price", fields.text(PRICE));
        if (!price.isPositive()) {
            // The exchange tells of a trade, which has a price, even where nobody bids.
            throw new IllegalArgumentException("price: must be positive, was " + price);
        }
        return new Ticked(
                new Tick(
                        pair(fields.text(PAIR)),
                        fields.number(SEQUENCE),
                        price,
                        Price.parse("best_bid", fields.text(BEST_BID)),
                        Price.parse("best_ask", fields.text(BEST_ASK)),
                        FrameJson.volume("volume_24h", fields.text(VOLUME_24H)),
                        time(received),
                        fields.has(TRADE_ID)
                                ? Optional.of(fields.number(TRADE_ID))
                                : Optional.empty(),
                        fields.has(LAST_SIZE)
                                ? Optional.of(Quantity.parse("last_size", fields.text(LAST_SIZE)))
                                : Optional.empty(),
                        fields.has(SIDE)
                                ? Optional.of(FrameJson.side(fields.text(SIDE)))
                                : Optional.empty(),
                        exchange),
                fields.others(),
                true);
    }

    private MarketEvent heartbeat(Instant received) {
        fields.checkEachIsOnce();
        long lastTradeId = fields.has(LAST_TRADE_ID) ? fields.number(LAST_TRADE_ID) : 0;
        if (lastTradeId < 0) {
            throw new IllegalArgumentException(
                    "last_trade_id: must not be negative, was " + lastTradeId);
        }
        long sequence = fields.has(SEQUENCE) ? fields.number(SEQUENCE) : 0;
        return new Beat(pair(fields.text(PAIR)), lastTradeId, sequence, time(received));
    }

    private String errorMessage() {
        String message = fields.textOrNull(MESSAGE);
        String reason = fields.textOrNull(REASON);
        String text = (message == null ? "" : message) + (reason == null ? "" : ": " + reason);
        return text.isEmpty() ? "unexplained" : text.substring(0, Math.min(200, text.length()));
    }

    private Instant time(Instant received) {
        return believed("time", EventTime.parse("time", fields.text(TIME)), received);
    }

    private Pair pair(String name) {
        Pair known = pairs.get(name);
        if (known == null) {
            known = Pair.ofExchange(name);
            if (pairs.size() >= PAIRS_KNOWN_MAX) {
                pairs.clear();
            }
            pairs.put(name, known);
        }
        return known;
    }
}
