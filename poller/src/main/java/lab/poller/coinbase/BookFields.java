package lab.poller.coinbase;

import static lab.domain.Checks.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.book.BookLevel;
import lab.domain.book.LevelChange;
import lab.domain.book.OrderBook;
import org.jspecify.annotations.Nullable;

/** The lists of levels in a frame of an order book. */
final class BookFields {
    private @Nullable List<BookLevel> bids;
    private @Nullable List<BookLevel> asks;
    private @Nullable List<LevelChange> changes;

    private BookFields() {}

    /**
     * Reads a whole frame that is known to be JSON.
     *
     * @throws IllegalArgumentException if a list is there and is none of levels
     */
    static BookFields read(JsonParser parser) throws IOException {
        var fields = new BookFields();
        parser.nextToken();
        String name;
        while ((name = parser.nextFieldName()) != null) {
            parser.nextToken();
            switch (name) {
                case "bids" -> fields.bids = list(name, fields.bids, parser, BookFields::level);
                case "asks" -> fields.asks = list(name, fields.asks, parser, BookFields::level);
                case "changes" ->
                        fields.changes = list(name, fields.changes, parser, BookFields::change);
                default -> parser.skipChildren();
            }
        }
        return fields;
    }

    List<BookLevel> bids() {
        return given("bids", bids);
    }

    List<BookLevel> asks() {
        return given("asks", asks);
    }

    List<LevelChange> changes() {
        return given("changes", changes);
    }

    private interface Item<T> {
        T read(JsonParser parser) throws IOException;
    }

    private static <T> List<T> list(
            String name, @Nullable List<T> before, JsonParser parser, Item<T> item)
            throws IOException {
        check(before == null, "%s: must be given once, was given again", name);
        check(parser.currentToken() == JsonToken.START_ARRAY, "%s: must be an array", name);
        List<T> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            check(
                    items.size() < 2 * OrderBook.LEVELS_MAX,
                    "%s: must have at most %d levels, has more",
                    name,
                    2 * OrderBook.LEVELS_MAX);
            check(parser.currentToken() == JsonToken.START_ARRAY, "%s: must hold arrays", name);
            items.add(item.read(parser));
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren(); // an exchange may say more of a level one day
            }
        }
        return items;
    }

    private static BookLevel level(JsonParser parser) throws IOException {
        return new BookLevel(
                Price.parse("price", text("price", parser)),
                Quantity.parse("size", text("size", parser)));
    }

    private static LevelChange change(JsonParser parser) throws IOException {
        return new LevelChange(
                CoinbaseDecoder.side(text("side", parser)),
                Price.parse("price", text("price", parser)),
                Quantity.parse("size", text("size", parser)));
    }

    private static String text(String what, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        check(token == JsonToken.VALUE_STRING, "%s: must be a string, was %s", what, token);
        return parser.getText();
    }

    private static <T> List<T> given(String name, @Nullable List<T> list) {
        if (list == null) {
            throw new IllegalArgumentException(name + ": must be an array, was missing");
        }
        return list;
    }
}
