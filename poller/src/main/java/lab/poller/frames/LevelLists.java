package lab.poller.frames;

import static lab.domain.Checks.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.book.BookLevel;
import lab.domain.book.OrderBook;
import org.jspecify.annotations.Nullable;

/** Lists of levels as exchanges write them: arrays of arrays of texts. */
public final class LevelLists {
    private LevelLists() {}

    /** How one level is written. */
    public interface Item<T> {
        /** Reads one, from behind the bracket that begins it. */
        T read(JsonParser parser) throws IOException;
    }

    /**
     * Reads the list that a parser has come to.
     *
     * @param before what was read under the same name
     * @throws IllegalArgumentException if it is none
     */
    public static <T> List<T> read(
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

    /** A price and what is offered at it. */
    public static BookLevel level(JsonParser parser) throws IOException {
        return new BookLevel(
                Price.parse("price", text("price", parser)),
                Quantity.parse("size", text("size", parser)));
    }

    public static String text(String what, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        check(token == JsonToken.VALUE_STRING, "%s: must be a string, was %s", what, token);
        return parser.getText();
    }

    public static <T> List<T> given(String name, @Nullable List<T> list) {
        if (list == null) {
            throw new IllegalArgumentException(name + ": must be an array, was missing");
        }
        return list;
    }
}
