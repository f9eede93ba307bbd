package lab.quality;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fields messages have, and of which JSON type. Of millions of messages nearly all look
 * alike, so each is known by a number for its looks; the order of fields is none of them.
 */
final class MessageShapes {
    /** The only field of what is no JSON object. */
    static final String NO_OBJECT = "(message)";

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<Long, Long> known = new HashMap<>();
    private final Map<Long, Map<String, String>> shapes = new LinkedHashMap<>();

    /** The number of a message's shape. */
    long of(String message) {
        long looks;
        try (JsonParser json = JSON.createParser(message)) {
            looks = looks(json);
        } catch (IOException e) {
            looks = 0;
        }
        Long shape = known.get(looks);
        if (shape == null) {
            shape = (long) known.size();
            known.put(looks, shape);
            shapes.put(shape, fields(message));
        }
        return shape;
    }

    /** The fields of each shape with their types; one that is null is not there. */
    Map<Long, Map<String, String>> all() {
        return shapes;
    }

    private static long looks(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return 0;
        }
        long looks = 1;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            String type = type(json.nextToken());
            json.skipChildren();
            if (type != null) {
                looks += mixed(((long) name.hashCode() << 8) ^ type.charAt(0));
            }
        }
        return looks;
    }

    private static Map<String, String> fields(String message) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(message)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                for (String name = json.nextFieldName();
                        name != null;
                        name = json.nextFieldName()) {
                    String type = type(json.nextToken());
                    json.skipChildren();
                    if (type != null) {
                        fields.put(name, type);
                    }
                }
                return fields;
            }
        } catch (IOException e) {
            fields.clear();
        }
        fields.put(NO_OBJECT, "no JSON object");
        return fields;
    }

    private static @Nullable String type(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            default -> null;
        };
    }

    /** The finalizer of SplitMix64, so that sums of fields do not meet. */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
