package lab.analyst.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.util.Optional;
import lab.servicekit.http.Json;

/**
 * Ollama's own error in what it answered: {@code {"error": "..."}}, alone or as the last of several
 * lines, where it failed in the middle. The client that we use knows no such field and takes it for
 * an empty answer.
 */
final class OllamaError {
    private static final int LENGTH_MAX = 200;

    private OllamaError() {}

    static Optional<String> in(String body) {
        try (MappingIterator<JsonNode> values =
                Json.mapper().readerFor(JsonNode.class).readValues(body)) {
            while (values.hasNextValue()) {
                Optional<String> error = of(values.nextValue().path("error"));
                if (error.isPresent()) {
                    return error;
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // what it is then, who reads the answer finds out
        } catch (IOException e) {
            throw new IllegalStateException("text: must be readable", e);
        }
    }

    /** As text, or as an object with a message, which compatible servers send. */
    private static Optional<String> of(JsonNode error) {
        if (error.isMissingNode() || error.isNull()) {
            return Optional.empty();
        }
        String text = error.path("message").asText(error.asText(""));
        return Optional.of(shortened(text.isBlank() ? error.toString() : text));
    }

    /** One line, of a length that fits beside other things. */
    static String shortened(String text) {
        String line = text.replaceAll("[\\s\\p{C}]+", " ").strip();
        if (line.isEmpty()) {
            return "without a word";
        }
        int length = line.codePointCount(0, line.length());
        return length <= LENGTH_MAX
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LENGTH_MAX)) + "…";
    }
}
