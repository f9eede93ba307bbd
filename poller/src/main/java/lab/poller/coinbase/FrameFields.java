package lab.poller.coinbase;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one frame as they came, before anybody knows which of them its type must have. Used
 * again for the next frame.
 */
final class FrameFields {
    // The fields that any type has use for, by their place; others go along with a ticker.
    static final int TYPE = 0;
    static final int PAIR = 1;
    static final int TRADE_ID = 2;
    static final int LAST_TRADE_ID = 3;
    static final int SEQUENCE = 4;
    static final int PRICE = 5;
    static final int SIZE = 6;
    static final int SIDE = 7;
    static final int TIME = 8;
    static final int BEST_BID = 9;
    static final int BEST_ASK = 10;
    static final int VOLUME_24H = 11;
    static final int LAST_SIZE = 12;
    static final int MESSAGE = 13;
    static final int REASON = 14;

    private static final String[] NAMES = {
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
        "reason"
    };
    private static final int OTHERS_MAX = 16;
    private static final int OTHER_LENGTH_MAX = 64;

    private final @Nullable String[] texts = new @Nullable String[NAMES.length];
    private final long[] numbers = new long[NAMES.length];
    private final @Nullable JsonToken[] tokens = new @Nullable JsonToken[NAMES.length];
    private @Nullable Map<String, String> others;
    private @Nullable String twice;

    void clear() {
        Arrays.fill(tokens, null);
        Arrays.fill(texts, null);
        others = null;
        twice = null;
    }

    void put(String name, JsonParser value) throws IOException {
        int place = place(name);
        if (place < 0) {
            putOther(name, value);
            return;
        }
        if (tokens[place] != null) {
            twice = name;
        }
        JsonToken token = value.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT
                && value.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            numbers[place] = value.getLongValue();
        } else if (token.isScalarValue()) {
            texts[place] = value.getText();
            if (token == JsonToken.VALUE_NUMBER_INT) {
                token = JsonToken.VALUE_NUMBER_FLOAT; // too long for 64 bits: no number of ours
            }
        }
        tokens[place] = token;
    }

    private void putOther(String name, JsonParser value) throws IOException {
        if (value.currentToken() != JsonToken.VALUE_STRING
                || value.getTextLength() > OTHER_LENGTH_MAX
                || name.length() > OTHER_LENGTH_MAX) {
            return;
        }
        if (others == null) {
            others = new LinkedHashMap<>();
        }
        if (others.size() < OTHERS_MAX) {
            others.put(name, value.getText());
        }
    }

    boolean has(int field) {
        return tokens[field] != null && tokens[field] != JsonToken.VALUE_NULL;
    }

    /** The text of a string field; null if it is none. */
    @Nullable String textOrNull(int field) {
        return tokens[field] == JsonToken.VALUE_STRING ? texts[field] : null;
    }

    String text(int field) {
        String text = textOrNull(field);
        if (text == null) {
            throw broken(field, "must be a string");
        }
        return text;
    }

    long number(int field) {
        if (tokens[field] != JsonToken.VALUE_NUMBER_INT) {
            throw broken(field, "must be a whole number of 64 bits");
        }
        return numbers[field];
    }

    void checkEachIsOnce() {
        if (twice != null) {
            throw new IllegalArgumentException(twice + ": must be given once, was given again");
        }
    }

    Map<String, String> others() {
        return others == null ? Map.of() : others;
    }

    private IllegalArgumentException broken(int field, String rule) {
        JsonToken token = tokens[field];
        String text = texts[field];
        String culprit =
                switch (token) {
                    case null -> "missing";
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "an array";
                    case VALUE_NUMBER_INT -> Long.toString(numbers[field]);
                    case VALUE_STRING -> CoinbaseDecoder.quoted(String.valueOf(text));
                    default -> String.valueOf(text);
                };
        String cut = culprit.length() <= 60 ? culprit : culprit.substring(0, 60) + "…";
        return new IllegalArgumentException("%s: %s, was %s".formatted(NAMES[field], rule, cut));
    }

    private static int place(String name) {
        return switch (name) {
            case "type" -> TYPE;
            case "product_id" -> PAIR;
            case "trade_id" -> TRADE_ID;
            case "last_trade_id" -> LAST_TRADE_ID;
            case "sequence" -> SEQUENCE;
            case "price" -> PRICE;
            case "size" -> SIZE;
            case "side" -> SIDE;
            case "time" -> TIME;
            case "best_bid" -> BEST_BID;
            case "best_ask" -> BEST_ASK;
            case "volume_24h" -> VOLUME_24H;
            case "last_size" -> LAST_SIZE;
            case "message" -> MESSAGE;
            case "reason" -> REASON;
            default -> -1;
        };
    }
}
