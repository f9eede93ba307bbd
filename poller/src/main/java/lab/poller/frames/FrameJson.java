package lab.poller.frames;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import lab.domain.Side;
import lab.domain.Tick;
import org.jspecify.annotations.Nullable;

/** The JSON of frames: bounded in depth and length, whatever comes. */
public final class FrameJson {
    private static final int NESTING_MAX = 32;
    private static final int FRAME_CHARACTERS_MAX = 64 << 20;

    private static final JsonFactory JSON =
            new JsonFactoryBuilder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(NESTING_MAX)
                                    .maxStringLength(FRAME_CHARACTERS_MAX)
                                    .build())
                    .build();

    private static final JsonMapper TREES =
            JsonMapper.builder(JSON)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private FrameJson() {}

    public static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
        return JSON.createParser(bytes, offset, length);
    }

    /** Reads one value, whole; a name that stands twice in an object is refused. */
    public static JsonNode tree(byte[] bytes, int offset, int length) throws IOException {
        return TREES.readTree(bytes, offset, length);
    }

    /** What came from outside, cut to a length that a reason can bear. */
    public static String quoted(@Nullable Object text) {
        String shown = String.valueOf(text);
        return '"' + (shown.length() <= 40 ? shown : shown.substring(0, 40) + "…") + '"';
    }

    /** What a parser did not like, and where. */
    public static String explained(JsonProcessingException e) {
        String message = e.getOriginalMessage().replaceAll("\\p{Cntrl}", " ");
        String reason = message.length() <= 160 ? message : message.substring(0, 160) + "…";
        return e.getLocation() == null
                ? reason
                : reason + " (byte " + e.getLocation().getByteOffset() + ')';
    }

    /** A side as exchanges write it; whose it is, differs. */
    public static Side side(String text) {
        return switch (text) {
            case "buy" -> Side.BUY;
            case "sell" -> Side.SELL;
            default ->
                    throw new IllegalArgumentException(
                            "side: must be buy or sell, was " + quoted(text));
        };
    }

    /** A volume, which has more digits than a price: as many as a tick can say. */
    public static BigDecimal volume(String what, String text) {
        int length = text.length();
        boolean isPlain = length > 0 && length <= 64 && text.charAt(length - 1) != '.';
        int points = 0;
        for (int i = 0; i < length && isPlain; i++) {
            char c = text.charAt(i);
            points += c == '.' ? 1 : 0;
            isPlain = (c >= '0' && c <= '9') || (c == '.' && i > 0 && points == 1);
        }
        if (!isPlain) {
            throw new IllegalArgumentException(what + ": must be a decimal, was " + quoted(text));
        }
        var volume = new BigDecimal(text);
        Tick.checkVolume(what, volume);
        return volume;
    }
}
