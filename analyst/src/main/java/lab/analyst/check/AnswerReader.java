package lab.analyst.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads an answer by its schema, to the letter: all four fields, no other, each of its kind,
 * nothing before or after.
 */
final class AnswerReader {
    static final int LENGTH_MAX = 16_384;
    static final int EVIDENCE_MAX = 40;

    private static final Set<String> FIELDS =
            Set.of("sentiment", "confidence", "narrative", "evidence");
    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private final List<String> problems;

    private AnswerReader(List<String> problems) {
        this.problems = problems;
    }

    /** Reads an answer; adds to the problems what keeps it from being one. */
    static Optional<Answer> read(String raw, List<String> problems) {
        if (raw.length() > LENGTH_MAX) {
            problems.add(
                    "answer: must have at most %d characters, had %d"
                            .formatted(LENGTH_MAX, raw.length()));
            return Optional.empty();
        }
        try {
            JsonNode node = STRICT.readTree(raw);
            return new AnswerReader(problems).answer(node);
        } catch (JsonProcessingException e) {
            problems.add("answer: must be one JSON object");
            return Optional.empty();
        }
    }

    private Optional<Answer> answer(JsonNode node) {
        if (!node.isObject()) {
            problems.add("answer: must be one JSON object");
            return Optional.empty();
        }
        int before = problems.size();
        var others = new TreeSet<String>();
        node.fieldNames().forEachRemaining(others::add);
        others.removeAll(FIELDS);
        if (!others.isEmpty()) {
            problems.add(
                    "answer: must have the four fields alone, had %d more"
                            .formatted(others.size()));
        }
        Optional<Sentiment> sentiment = Sentiment.of(node.path("sentiment").asText(""));
        if (sentiment.isEmpty() || !node.path("sentiment").isTextual()) {
            problems.add("sentiment: must be one of " + String.join(", ", Sentiment.words()));
        }
        Optional<BigDecimal> confidence = confidence(node.path("confidence"));
        if (!node.path("narrative").isTextual()) {
            problems.add("narrative: must be text");
        }
        List<String> evidence = evidence(node.path("evidence"));
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(
                        new Answer(
                                sentiment.orElseThrow(),
                                confidence.orElseThrow(),
                                node.path("narrative").asText(),
                                evidence));
    }

    private Optional<BigDecimal> confidence(JsonNode node) {
        if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            if (value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0) {
                return Optional.of(value);
            }
        }
        problems.add("confidence: must be a number from 0 to 1");
        return Optional.empty();
    }

    private List<String> evidence(JsonNode node) {
        List<String> ids = new ArrayList<>();
        node.forEach(id -> ids.add(id.isTextual() ? id.asText() : ""));
        if (!node.isArray() || ids.size() > EVIDENCE_MAX || ids.contains("")) {
            problems.add("evidence: must be a list of at most %d ids".formatted(EVIDENCE_MAX));
            return List.of();
        }
        return ids.stream().distinct().toList();
    }
}
