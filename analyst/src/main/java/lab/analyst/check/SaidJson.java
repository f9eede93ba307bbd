package lab.analyst.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON objects in what a model said, whatever stands around them: a fence, a thought, a
 * sentence. A thought that is marked as such is passed over with all that is in it.
 *
 * <p>An object is read by the JSON parser as a whole, from its brace on, so neither braces nor
 * fences nor tags within its strings mean anything here.
 */
final class SaidJson {
    /** More braces than this in which no object begins are no answer with words around it. */
    private static final int ATTEMPTS_MAX = 200;

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private static final String THOUGHT =
            "(?:think(?:ing)?|thoughts?|reason(?:ing)?|analysis|reflection|scratchpad)";

    /** Where an object may begin, or a thought begins or ends. */
    private static final Pattern MARK =
            Pattern.compile(
                    "(?<brace>\\{)"
                            + "|(?<begin><\\s*%1$s\\b[^<>{}]*>|\\[think]|◁think▷)"
                                    .formatted(THOUGHT)
                            + "|(?<end><\\s*/\\s*%1$s\\s*>|\\[/think]|◁/think▷)".formatted(THOUGHT)
                            + "|(?<finally>\\|?final\\s*<\\|message\\|>)",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern KEY = Pattern.compile("\\{\\s*(?:[\"'}]|sentiment\\b)");

    private final String text;
    private final List<JsonNode> objects = new ArrayList<>();
    private final List<Broken> broken = new ArrayList<>();
    private boolean isThinking;

    /** What begins as an object and is none, and why. */
    record Broken(String text, String reason) {}

    /**
     * What was found.
     *
     * @param objects all that can be read, those that are equal once
     * @param isThinking whether it ended in the middle of a thought
     */
    record Found(List<JsonNode> objects, List<Broken> broken, boolean isThinking) {}

    private SaidJson(String text) {
        this.text = text;
    }

    static Found in(String text) {
        var said = new SaidJson(text);
        said.scan();
        return new Found(
                said.objects.stream().distinct().toList(),
                List.copyOf(said.broken),
                said.isThinking);
    }

    private void scan() {
        Matcher mark = MARK.matcher(text);
        int attempts = 0;
        int at = 0;
        while (mark.find(at)) {
            at = mark.end();
            if (mark.group("end") != null || mark.group("finally") != null) {
                objects.clear(); // also where a template left out the beginning
                broken.clear();
                isThinking = false;
            } else if (mark.group("begin") != null) {
                isThinking = true;
            } else if (!isThinking) {
                attempts++;
                if (attempts > ATTEMPTS_MAX) {
                    broken.add(new Broken("", "has too many braces"));
                    return;
                }
                at = object(mark.start());
            }
        }
    }

    /** Reads an object from its brace on; gives where to go on. */
    private int object(int start) {
        try (JsonParser parser = STRICT.createParser(text.substring(start))) {
            JsonNode object = STRICT.readTree(parser);
            objects.add(object);
            return start + (int) parser.currentLocation().getCharOffset();
        } catch (JsonEOFException e) {
            return notRead(start, "is cut off");
        } catch (JsonProcessingException e) {
            String problem = e.getOriginalMessage().toLowerCase(Locale.ROOT);
            return notRead(
                    start,
                    problem.startsWith("duplicate field")
                            ? "has a field twice"
                            : e.getLocation() == null
                                    ? "is too deep or too long"
                                    : "is no JSON from character %d on"
                                            .formatted(start + e.getLocation().getCharOffset()));
        } catch (IOException e) {
            throw new IllegalStateException("text: must be readable", e);
        }
    }

    /** A brace that opens no JSON is punctuation; what looks like JSON is passed over whole. */
    private int notRead(int start, String reason) {
        if (!KEY.matcher(text).region(start, text.length()).lookingAt()) {
            return start + 1;
        }
        Optional<Integer> end = end(start);
        broken.add(new Broken(text.substring(start, end.orElse(text.length())), reason));
        return end.orElse(text.length());
    }

    /** Where the braces from there on are closed, without those in strings. */
    private Optional<Integer> end(int start) {
        int depth = 0;
        boolean isString = false;
        for (int i = start; i < text.length(); i++) {
            char character = text.charAt(i);
            if (isString) {
                if (character == '\\') {
                    i++;
                } else if (character == '"') {
                    isString = false;
                }
            } else if (character == '"') {
                isString = true;
            } else if (character == '{') {
                depth++;
            } else if (character == '}') {
                depth--;
                if (depth == 0) {
                    return Optional.of(i + 1);
                }
            }
        }
        return Optional.empty();
    }
}
