package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookEntry;
import lab.domain.book.BookEntry.Changed;
import lab.domain.book.BookEntry.Lost;
import lab.domain.book.BookEntry.SnapshotPart;
import lab.domain.book.BookLevel;
import lab.domain.book.LevelChange;
import lab.domain.book.OrderBook;
import lab.domain.book.UpdateIds;
import org.jspecify.annotations.Nullable;

/** What an exchange says of an order book, as JSON on the topic {@code books}. */
public final class BookCodec {
    private static final int LEVELS_MAX = 2 * OrderBook.LEVELS_MAX;

    private BookCodec() {}

    public static byte[] encode(BookEntry entry) {
        return FlatJson.write(json -> write(entry, json));
    }

    /**
     * Reads one message, strictly.
     *
     * @param received when the bus had the message, by the market's clock; see {@link
     *     EventTime#checkNotAhead}
     */
    public static BookEntry decode(byte[] bytes, int offset, int length, Instant received)
            throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft(received));
    }

    public static BookEntry decode(byte[] bytes, Instant received) throws MalformedMessage {
        return decode(bytes, 0, bytes.length, received);
    }

    private static void write(BookEntry entry, JsonGenerator json) throws IOException {
        json.writeStringField("pair", entry.pair().name());
        json.writeStringField("kind", entry.said().kind());
        json.writeStringField("exchange", entry.exchange());
        json.writeStringField("feed", entry.feed());
        if (entry.line().isPresent()) {
            json.writeNumberField("line", entry.line().getAsLong());
        }
        json.writeStringField("time", EventTime.format(entry.time()));
        json.writeStringField("received", EventTime.format(entry.received()));
        switch (entry.said()) {
            case SnapshotPart part -> write(part, json);
            case Changed changed -> write(changed, json);
            case Lost(var reason) -> json.writeStringField("reason", reason);
        }
    }

    private static void write(SnapshotPart part, JsonGenerator json) throws IOException {
        json.writeNumberField("part", part.part());
        json.writeNumberField("parts", part.parts());
        if (part.lastUpdateId().isPresent()) {
            json.writeNumberField("last_update_id", part.lastUpdateId().getAsLong());
        }
        json.writeArrayFieldStart("bids");
        for (BookLevel level : part.bids()) {
            write(level.price(), level.size(), json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("asks");
        for (BookLevel level : part.asks()) {
            write(level.price(), level.size(), json);
        }
        json.writeEndArray();
    }

    private static void write(Changed changed, JsonGenerator json) throws IOException {
        if (changed.ids().isPresent()) {
            json.writeNumberField("first_update_id", changed.ids().get().first());
            json.writeNumberField("last_update_id", changed.ids().get().last());
        }
        write("bids", Side.BUY, changed.levels(), json);
        write("asks", Side.SELL, changed.levels(), json);
    }

    private static void write(String name, Side side, List<LevelChange> levels, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (LevelChange level : levels) {
            if (level.side() == side) {
                write(level.price(), level.size(), json);
            }
        }
        json.writeEndArray();
    }

    private static void write(Price price, Quantity size, JsonGenerator json) throws IOException {
        json.writeStartArray();
        json.writeString(price.toString());
        json.writeString(size.toString());
        json.writeEndArray();
    }

    /** A price and the size at it, which of a change may be zero. */
    private record Level(Price price, Quantity size) {}

    private static final class Draft implements FlatJson.Draft<BookEntry> {
        private final Instant receivedByBus;
        private @Nullable Pair pair;
        private @Nullable String kind;
        private @Nullable String exchange;
        private @Nullable String feed;
        private @Nullable Long line;
        private @Nullable Instant time;
        private @Nullable Instant received;
        private @Nullable Long part;
        private @Nullable Long parts;
        private @Nullable Long firstUpdateId;
        private @Nullable Long lastUpdateId;
        private @Nullable List<Level> bids;
        private @Nullable List<Level> asks;
        private @Nullable String reason;

        Draft(Instant receivedByBus) {
            this.receivedByBus = receivedByBus;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "pair" -> pair = new Pair(FlatJson.text(name, value, pair));
                case "kind" -> kind = FlatJson.text(name, value, kind);
                case "exchange" -> exchange = FlatJson.text(name, value, exchange);
                case "feed" -> feed = FlatJson.text(name, value, feed);
                case "line" -> line = FlatJson.integer(name, value, line);
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                case "received" ->
                        received = EventTime.parse(name, FlatJson.text(name, value, received));
                case "part" -> part = FlatJson.integer(name, value, part);
                case "parts" -> parts = FlatJson.integer(name, value, parts);
                case "first_update_id" ->
                        firstUpdateId = FlatJson.integer(name, value, firstUpdateId);
                case "last_update_id" -> lastUpdateId = FlatJson.integer(name, value, lastUpdateId);
                case "bids" -> bids = levels(name, value, bids);
                case "asks" -> asks = levels(name, value, asks);
                case "reason" -> reason = FlatJson.text(name, value, reason);
                default -> {}
            }
        }

        private static List<Level> levels(
                String name, JsonParser value, @Nullable List<Level> before)
                throws IOException, MalformedMessage {
            if (before != null) {
                throw new MalformedMessage(name + ": must be given once, was given again");
            }
            mustBe(value.currentToken() == JsonToken.START_ARRAY, name);
            List<Level> levels = new ArrayList<>();
            while (value.nextToken() != JsonToken.END_ARRAY) {
                mustBe(value.currentToken() == JsonToken.START_ARRAY, name);
                if (levels.size() >= LEVELS_MAX) {
                    throw new MalformedMessage(
                            "%s: must have at most %d levels, has more"
                                    .formatted(name, LEVELS_MAX));
                }
                mustBe(value.nextToken() == JsonToken.VALUE_STRING, name);
                Price price = Price.parse("price", value.getText());
                mustBe(value.nextToken() == JsonToken.VALUE_STRING, name);
                levels.add(new Level(price, Quantity.parse("size", value.getText())));
                mustBe(value.nextToken() == JsonToken.END_ARRAY, name);
            }
            return levels;
        }

        private static void mustBe(boolean isSo, String name) throws MalformedMessage {
            if (!isSo) {
                throw new MalformedMessage(
                        name + ": must be an array of arrays of a price and a size as text");
            }
        }

        @Override
        public BookEntry finish() throws MalformedMessage {
            Instant at = FlatJson.required("time", time);
            EventTime.checkNotAhead("time", at, receivedByBus);
            return new BookEntry(
                    FlatJson.required("pair", pair),
                    FlatJson.required("exchange", exchange),
                    FlatJson.required("feed", feed),
                    optional(line),
                    at,
                    FlatJson.required("received", received),
                    said(FlatJson.required("kind", kind)));
        }

        private BookEntry.Said said(String what) throws MalformedMessage {
            return switch (what) {
                case SnapshotPart.KIND ->
                        new SnapshotPart(
                                Math.toIntExact(FlatJson.required("part", part)),
                                Math.toIntExact(FlatJson.required("parts", parts)),
                                optional(lastUpdateId),
                                offered("bids", bids),
                                offered("asks", asks));
                case Changed.KIND -> {
                    List<LevelChange> levels = new ArrayList<>();
                    add(Side.BUY, FlatJson.required("bids", bids), levels);
                    add(Side.SELL, FlatJson.required("asks", asks), levels);
                    yield new Changed(levels, ids());
                }
                case Lost.KIND -> new Lost(FlatJson.required("reason", reason));
                default ->
                        throw new MalformedMessage(
                                "kind: must be snapshot, change or lost, was "
                                        + MalformedMessage.quoted(what));
            };
        }

        private Optional<UpdateIds> ids() throws MalformedMessage {
            return firstUpdateId == null && lastUpdateId == null
                    ? Optional.empty()
                    : Optional.of(
                            new UpdateIds(
                                    FlatJson.required("first_update_id", firstUpdateId),
                                    FlatJson.required("last_update_id", lastUpdateId)));
        }

        private static List<BookLevel> offered(String name, @Nullable List<Level> levels)
                throws MalformedMessage {
            List<BookLevel> offered = new ArrayList<>();
            for (Level level : FlatJson.required(name, levels)) {
                offered.add(new BookLevel(level.price(), level.size()));
            }
            return offered;
        }

        private static void add(Side side, List<Level> levels, List<LevelChange> changes) {
            for (Level level : levels) {
                changes.add(new LevelChange(side, level.price(), level.size()));
            }
        }

        private static OptionalLong optional(@Nullable Long number) {
            return number == null ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }
}
