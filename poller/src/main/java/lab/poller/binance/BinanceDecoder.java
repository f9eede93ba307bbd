package lab.poller.binance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import lab.domain.book.BookChange;
import lab.domain.book.BookSnapshot;
import lab.domain.book.UpdateIds;
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
 * Reads frames of Binance's spot streams, combined ({@code {"stream":…,"data":…}}) or raw.
 *
 * <p>Block trades are agreed on beside the market, so they are no trades here. What a {@code
 * bookTicker} lacks for a tick comes from the frames before it; see {@link Quotes}.
 */
public final class BinanceDecoder extends StrictDecoder {
    /** The lab's own envelope for a book that was asked for over REST. */
    static final String SNAPSHOT = "depthSnapshot";

    /** The exchange's word that it is about to end the connection. */
    static final String SHUTDOWN = "serverShutdown";

    private static final int STREAM = 0;
    private static final int EVENT = 1;
    private static final int EVENT_TIME = 2;
    private static final int SYMBOL = 3;
    private static final int TRADE_ID = 4;
    private static final int PRICE = 5;
    private static final int SIZE = 6;
    private static final int TRADE_TIME = 7;
    private static final int IS_BUYER_MAKER = 8;
    private static final int FIRST_ID = 9;
    private static final int LAST_ID = 10;
    private static final int BID = 11;
    private static final int BID_SIZE = 12;
    private static final int ASK = 13;
    private static final int ASK_SIZE = 14;
    private static final int CLOSE = 15;
    private static final int VOLUME = 16;
    private static final int SNAPSHOT_ID = 17;
    private static final int CODE = 18;
    private static final int MESSAGE = 19;
    private static final int RESULT = 20;
    private static final int ERROR = 21;

    private static final List<String> NAMES =
            List.of(
                    "stream",
                    "e",
                    "E",
                    "s",
                    "t",
                    "p",
                    "q",
                    "T",
                    "m",
                    "U",
                    "u",
                    "b",
                    "B",
                    "a",
                    "A",
                    "c",
                    "v",
                    "lastUpdateId",
                    "code",
                    "msg",
                    "result",
                    "error");

    /** Milliseconds have 13 digits in our days, microseconds 16. */
    private static final long MILLIS_MAX = 100_000_000_000_000L;

    private static final int REFUSAL_LENGTH_MAX = 200;

    private final ListedPairs pairs;
    private final Quotes quotes = new Quotes();
    private final FrameFields fields = new FrameFields(NAMES);
    private boolean isEnveloped;

    /**
     * @param pairs that symbols may mean; others are dead letters
     */
    public BinanceDecoder(ListedPairs pairs) {
        this.pairs = pairs;
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    protected MarketEvent read(byte[] bytes, int offset, int length, Instant received)
            throws IOException {
        fields.clear();
        isEnveloped = false;
        try (JsonParser parser = FrameJson.parser(bytes, offset, length)) {
            begin(parser);
            read(parser, true);
            end(parser);
        }
        return frame(bytes, offset, length, received);
    }

    /** The fields of a frame, and of the data in its envelope. */
    private void read(JsonParser parser, boolean isOutside) throws IOException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            boolean isInner = name.equals("data") || name.equals("error");
            if (isOutside && isInner && token == JsonToken.START_OBJECT) {
                isEnveloped |= name.equals("data");
                if (name.equals("error")) {
                    fields.put(name, parser);
                }
                read(parser, false);
            } else {
                fields.put(name, parser);
                parser.skipChildren();
            }
        }
    }

    private MarketEvent frame(byte[] bytes, int offset, int length, Instant received)
            throws IOException {
        if (!isEnveloped && (fields.has(ERROR) || fields.has(CODE))) {
            return new Refused(refusal());
        }
        if (!fields.has(STREAM) && !fields.has(EVENT)) {
            return withoutName(received);
        }
        String type = fields.has(STREAM) ? type(fields.text(STREAM)) : fields.text(EVENT);
        return switch (type) {
            case "trade" -> trade(received);
            case "bookTicker" -> bookTicker(received);
            case "depth", "depth@100ms", "depthUpdate" ->
                    book(bytes, offset, length, false, received);
            case SNAPSHOT -> book(bytes, offset, length, true, received);
            case "miniTicker", "24hrMiniTicker" -> miniTicker(received);
            default -> other(type);
        };
    }

    /**
     * Answers to what a client sent, and the one raw stream whose frames do not say what they are.
     */
    private MarketEvent withoutName(Instant received) {
        if (fields.has(BID) && fields.has(ASK) && fields.has(LAST_ID) && fields.has(SYMBOL)) {
            return bookTicker(received);
        }
        if (fields.isGiven(RESULT)) {
            return new Other("result");
        }
        throw new IllegalArgumentException("frame: must say its stream or its event, does not");
    }

    /** {@code btcusdt@depth@100ms} is of the type {@code depth@100ms}; some are of no pair. */
    private static String type(String stream) {
        return stream.startsWith("!")
                ? stream.substring(1)
                : stream.substring(stream.indexOf('@') + 1);
    }

    /** The exchange has streams that nobody here asks for; their names are words. */
    private static MarketEvent other(String type) {
        boolean isWord =
                !type.isEmpty()
                        && type.length() <= 64
                        && type.chars()
                                .allMatch(c ->
                                        (c >= 'a' && c <= 'z')
                                                || (c >= 'A' && c <= 'Z')
                                                || (c >= '0' && c <= '9')
                                                || "_@+:-".indexOf(c) >= 0);
        return isWord
                ? new Other(type)
                : new Malformed("stream: must be words, was " + FrameJson.quoted(type));
    }

    private MarketEvent trade(Instant received) {
        fields.checkEachIsOnce();
        checkEvent("trade");
        Pair pair = pair();
        long tradeId = fields.number(TRADE_ID);
        var trade =
                new Trade(
                        pair,
                        tradeId,
                        Price.parse("p", fields.text(PRICE)),
                        Quantity.parse("q", fields.text(SIZE)),
                        fields.flag(IS_BUYER_MAKER) ? Side.SELL : Side.BUY,
                        tradeId, // a stream of trades has no other number
                        time(TRADE_TIME, "T", received),
                        Binance.WORD,
                        Optional.empty());
        quotes.traded(trade, received);
        return new Traded(trade, true);
    }

    private MarketEvent bookTicker(Instant received) {
        fields.checkEachIsOnce();
        Pair pair = pair();
        long updateId = fields.number(LAST_ID);
        Price bid = Price.parse("b", fields.text(BID));
        Price ask = Price.parse("a", fields.text(ASK));
        Quantity bidSize = Quantity.parse("B", fields.text(BID_SIZE));
        Quantity askSize = Quantity.parse("A", fields.text(ASK_SIZE));
        return quotes.tick(pair, updateId, bid, ask, received)
                .<MarketEvent>map(tick ->
                        new Ticked(
                                tick,
                                Map.of(
                                        "best_bid_size",
                                        bidSize.toString(),
                                        "best_ask_size",
                                        askSize.toString()),
                                true))
                .orElseGet(() -> new Other("bookTicker"));
    }

    /** It comes once a second, so it is the exchange's word that it is there. */
    private MarketEvent miniTicker(Instant received) {
        fields.checkEachIsOnce();
        checkEvent("24hrMiniTicker");
        Pair pair = pair();
        Price last = Price.parse("c", fields.text(CLOSE));
        BigDecimal volume = FrameJson.volume("v", fields.text(VOLUME));
        Instant time = time(EVENT_TIME, "E", received);
        quotes.told(pair, last, volume, time, received);
        return new Beat(pair, 0, 0, time);
    }

    /** What it holds beyond its fields is read in a second go, as no other frame has use for it. */
    private MarketEvent book(
            byte[] bytes, int offset, int length, boolean isSnapshot, Instant received)
            throws IOException {
        Optional<Pair> pair = Optional.empty();
        try (JsonParser parser = FrameJson.parser(bytes, offset, length)) {
            pair = Optional.of(isSnapshot ? pairOfStream() : pair());
            fields.checkEachIsOnce();
            DepthFields levels = DepthFields.read(parser);
            if (isSnapshot) {
                return new BookGiven(
                        new BookSnapshot(
                                pair.get(),
                                levels.bids(),
                                levels.asks(),
                                OptionalLong.of(fields.number(SNAPSHOT_ID)),
                                Optional.empty()));
            }
            checkEvent("depthUpdate");
            var change =
                    new BookChange(
                            pair.get(),
                            levels.changes(),
                            Optional.of(
                                    new UpdateIds(fields.number(FIRST_ID), fields.number(LAST_ID))),
                            time(EVENT_TIME, "E", received));
            quotes.shown(change.time(), received);
            return new BookChanged(change);
        } catch (IllegalArgumentException e) {
            return new BookBroken(pair, String.valueOf(e.getMessage()));
        }
    }

    private void checkEvent(String wanted) {
        String event = fields.text(EVENT);
        if (!event.equals(wanted)) {
            throw new IllegalArgumentException(
                    "e: must be %s, was %s".formatted(wanted, FrameJson.quoted(event)));
        }
    }

    /** The pair of the data, which must be that of the stream. */
    private Pair pair() {
        String symbol = fields.text(SYMBOL);
        Pair pair = listed("s", symbol);
        if (fields.has(STREAM) && !pair.equals(pairOfStream())) {
            throw new IllegalArgumentException(
                    "s: must be that of the stream, was " + FrameJson.quoted(symbol));
        }
        return pair;
    }

    private Pair pairOfStream() {
        String stream = fields.text(STREAM);
        int at = Math.max(stream.indexOf('@'), 0);
        return listed("stream", stream.substring(0, at).toUpperCase(Locale.ROOT));
    }

    private Pair listed(String what, String symbol) {
        return pairs.pair(symbol)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s: must be a symbol of the listed pairs (--pairs), was %s"
                                        .formatted(what, FrameJson.quoted(symbol))));
    }

    private Instant time(int field, String name, Instant received) {
        return believed(name, time(name, fields.number(field)), received);
    }

    /** A connection is asked for microseconds; recordings and old answers have milliseconds. */
    static Instant time(String name, long stamp) {
        if (stamp < 0) {
            throw new IllegalArgumentException(name + ": must not be negative, was " + stamp);
        }
        Instant time = stamp < MILLIS_MAX ? Instant.ofEpochMilli(stamp) : EventTime.ofMicros(stamp);
        EventTime.check(name, time);
        return time;
    }

    private String refusal() {
        String message = fields.textOrNull(MESSAGE);
        String text = message == null ? "unexplained" : message;
        return text.substring(0, Math.min(REFUSAL_LENGTH_MAX, text.length()));
    }
}
