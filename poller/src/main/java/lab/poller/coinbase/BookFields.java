package lab.poller.coinbase;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.book.BookLevel;
import lab.domain.book.LevelChange;
import lab.poller.frames.FrameJson;
import lab.poller.frames.LevelLists;
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
                case "bids" ->
                        fields.bids = LevelLists.read(name, fields.bids, parser, LevelLists::level);
                case "asks" ->
                        fields.asks = LevelLists.read(name, fields.asks, parser, LevelLists::level);
                case "changes" ->
                        fields.changes =
                                LevelLists.read(name, fields.changes, parser, BookFields::change);
                default -> parser.skipChildren();
            }
        }
        return fields;
    }

    List<BookLevel> bids() {
        return LevelLists.given("bids", bids);
    }

    List<BookLevel> asks() {
        return LevelLists.given("asks", asks);
    }

    List<LevelChange> changes() {
        return LevelLists.given("changes", changes);
    }

    private static LevelChange change(JsonParser parser) throws IOException {
        return new LevelChange(
                FrameJson.side(LevelLists.text("side", parser)),
                Price.parse("price", LevelLists.text("price", parser)),
                Quantity.parse("size", LevelLists.text("size", parser)));
    }
}
