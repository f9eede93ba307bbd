package lab.poller.binance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookLevel;
import lab.domain.book.LevelChange;
import lab.poller.frames.LevelLists;
import org.jspecify.annotations.Nullable;

/** The lists of levels in a frame of an order book, whether they stand in an envelope or not. */
final class DepthFields {
    private @Nullable List<BookLevel> bids;
    private @Nullable List<BookLevel> asks;
    private @Nullable List<LevelChange> changedBids;
    private @Nullable List<LevelChange> changedAsks;

    private DepthFields() {}

    /**
     * Reads a whole frame that is known to be JSON.
     *
     * @throws IllegalArgumentException if a list is there and is none of levels
     */
    static DepthFields read(JsonParser parser) throws IOException {
        var fields = new DepthFields();
        parser.nextToken();
        fields.object(parser, true);
        return fields;
    }

    private void object(JsonParser parser, boolean isEnvelope) throws IOException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "data" -> {
                    if (isEnvelope && token == JsonToken.START_OBJECT) {
                        object(parser, false);
                    } else {
                        parser.skipChildren();
                    }
                }
                case "bids" -> bids = LevelLists.read(name, bids, parser, LevelLists::level);
                case "asks" -> asks = LevelLists.read(name, asks, parser, LevelLists::level);
                case "b" ->
                        changedBids =
                                LevelLists.read(
                                        name, changedBids, parser, it -> change(Side.BUY, it));
                case "a" ->
                        changedAsks =
                                LevelLists.read(
                                        name, changedAsks, parser, it -> change(Side.SELL, it));
                default -> parser.skipChildren();
            }
        }
    }

    List<BookLevel> bids() {
        return LevelLists.given("bids", bids);
    }

    List<BookLevel> asks() {
        return LevelLists.given("asks", asks);
    }

    List<LevelChange> changes() {
        List<LevelChange> changes = new ArrayList<>(LevelLists.given("b", changedBids));
        changes.addAll(LevelLists.given("a", changedAsks));
        return changes;
    }

    private static LevelChange change(Side side, JsonParser parser) throws IOException {
        return new LevelChange(
                side,
                Price.parse("price", LevelLists.text("price", parser)),
                Quantity.parse("size", LevelLists.text("size", parser)));
    }
}
