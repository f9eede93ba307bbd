package lab.poller.frames;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one frame as they came, before anybody knows which of them its type must have. Used
 * again for the next frame.
 */
public final class FrameFields {
    private static final int OTHERS_MAX = 16;
    private static final int OTHER_LENGTH_MAX = 64;

    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();
    private final @Nullable String[] texts;
    private final long[] numbers;
    private final @Nullable JsonToken[] tokens;
    private @Nullable Map<String, String> others;
    private @Nullable String twice;

    /**
     * @param names that any type has use for, by their place; texts of other names are kept beside
     */
    public FrameFields(List<String> names) {
        this.names = List.copyOf(names);
        this.texts = new @Nullable String[names.size()];
        this.numbers = new long[names.size()];
        this.tokens = new @Nullable JsonToken[names.size()];
        for (int i = 0; i < names.size(); i++) {
            places.put(names.get(i), i);
        }
    }

    public void clear() {
        Arrays.fill(tokens, null);
        Arrays.fill(texts, null);
        others = null;
        twice = null;
    }

    /** Takes the value that a parser has come to. */
    public void put(String name, JsonParser value) throws IOException {
        Integer place = places.get(name);
        if (place == null) {
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

    public boolean has(int field) {
        return tokens[field] != null && tokens[field] != JsonToken.VALUE_NULL;
    }

    /** Whether it was named, be it with null. */
    public boolean isGiven(int field) {
        return tokens[field] != null;
    }

    /** The text of a string field; null if it is none. */
    public @Nullable String textOrNull(int field) {
        return tokens[field] == JsonToken.VALUE_STRING ? texts[field] : null;
    }

    public String text(int field) {
        String text = textOrNull(field);
        if (text == null) {
            throw broken(field, "must be a string");
        }
        return text;
    }

    public long number(int field) {
        if (tokens[field] != JsonToken.VALUE_NUMBER_INT) {
            throw broken(field, "must be a whole number of 64 bits");
        }
        return numbers[field];
    }

    public boolean flag(int field) {
        if (tokens[field] != JsonToken.VALUE_TRUE && tokens[field] != JsonToken.VALUE_FALSE) {
            throw broken(field, "must be true or false");
        }
        return tokens[field] == JsonToken.VALUE_TRUE;
    }

    public void checkEachIsOnce() {
        if (twice != null) {
            throw new IllegalArgumentException(twice + ": must be given once, was given again");
        }
    }

    /** Texts of other names, as many and as long as a message can bear. */
    public Map<String, String> others() {
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
                    case VALUE_STRING -> FrameJson.quoted(String.valueOf(text));
                    default -> String.valueOf(text);
                };
        String cut = culprit.length() <= 60 ? culprit : culprit.substring(0, 60) + "…";
        return new IllegalArgumentException(
                "%s: %s, was %s".formatted(names.get(field), rule, cut));
    }
}
