package lab.topics.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read and written field by field without a tree.
 *
 * <p>Reading is strict where a sloppy reader would have to guess: one object and nothing after it,
 * UTF-8, a field at most once, and a text is a string and a whole number a number. Fields that
 * nobody asked for are passed over, whatever they hold.
 */
final class FlatJson {
    private static final int NESTING_MAX = 32;

    /** As long as a message of the bus can be: a dead letter holds nearly a whole one. */
    private static final int TEXT_LENGTH_MAX = 64_000_000;

    private static final int TYPICAL_LENGTH = 320;

    // Names from outside are not interned: a stranger chooses them.
    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(NESTING_MAX)
                                    .maxStringLength(TEXT_LENGTH_MAX)
                                    .build())
                    .build();

    private FlatJson() {}

    /** What is known of a message while its fields come in. */
    interface Draft<T> {
        /** Takes a field; the parser stands on its value. Unknown fields are left alone. */
        void field(String name, JsonParser value) throws IOException, MalformedMessage;

        T finish() throws MalformedMessage;
    }

    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static <T> T read(byte[] bytes, int offset, int length, Draft<T> draft)
            throws MalformedMessage {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessage(
                        "message: must be a JSON object, was " + described(parser));
            }
            String name;
            while ((name = parser.nextFieldName()) != null) {
                parser.nextToken();
                draft.field(name, parser);
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new MalformedMessage(
                        "message: must be one JSON object, was followed by " + described(parser));
            }
            return draft.finish();
        } catch (JsonProcessingException e) {
            throw new MalformedMessage("message: must be JSON, was not: " + explained(e));
        } catch (IOException e) {
            throw new MalformedMessage("message: must be JSON, was not: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new MalformedMessage(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A parser's own slip on odd bytes is still the bytes' fault, and must not stop a job.
            throw new MalformedMessage("message: must be JSON, was not: " + e);
        }
    }

    static byte[] write(Fields fields) {
        try (var bytes = new ByteArrayBuilder(TYPICAL_LENGTH)) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                json.writeStartObject();
                fields.writeTo(json);
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A string field, seen for the first time. */
    static String text(String name, JsonParser value, @Nullable Object before)
            throws IOException, MalformedMessage {
        checkOnce(name, before);
        if (value.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedMessage(name + ": must be a string, was " + described(value));
        }
        return value.getText();
    }

    /** A whole number that fits into 64 bits, seen for the first time. */
    static Long integer(String name, JsonParser value, @Nullable Object before)
            throws IOException, MalformedMessage {
        checkOnce(name, before);
        if (value.currentToken() != JsonToken.VALUE_NUMBER_INT
                || value.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new MalformedMessage(
                    name + ": must be a whole number of 64 bits, was " + described(value));
        }
        return value.getLongValue();
    }

    static Boolean bool(String name, JsonParser value, @Nullable Object before)
            throws IOException, MalformedMessage {
        checkOnce(name, before);
        return switch (value.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default ->
                    throw new MalformedMessage(
                            name + ": must be true or false, was " + described(value));
        };
    }

    static boolean isNull(JsonParser value) {
        return value.currentToken() == JsonToken.VALUE_NULL;
    }

    static <T> T required(String name, @Nullable T value) throws MalformedMessage {
        if (value == null) {
            throw new MalformedMessage(name + ": must be given, was missing");
        }
        return value;
    }

    private static void checkOnce(String name, @Nullable Object before) throws MalformedMessage {
        if (before != null) {
            throw new MalformedMessage(name + ": must be given once, was given again");
        }
    }

    private static String described(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING, FIELD_NAME -> MalformedMessage.quoted(parser.getText());
            default -> {
                String text = parser.getText();
                yield text.length() <= 40 ? text : text.substring(0, 40) + "…";
            }
        };
    }

    private static String explained(JsonProcessingException e) {
        String message = e.getOriginalMessage().replaceAll("\\p{Cntrl}", " ");
        String reason = message.length() <= 160 ? message : message.substring(0, 160) + "…";
        return e.getLocation() == null
                ? reason
                : reason + " (byte " + e.getLocation().getByteOffset() + ')';
    }
}
