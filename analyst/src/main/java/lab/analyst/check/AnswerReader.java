package lab.analyst.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads an answer by its schema, to the letter: all four fields, no other, each of its kind. There
 * may be words, a fence or a thought around it, but no second answer.
 */
final class AnswerReader {
    static final int LENGTH_MAX = 65_536;
    static final int EVIDENCE_MAX = 40;

    private static final Set<String> FIELDS =
            Set.of("sentiment", "confidence", "narrative", "evidence");

    /** Also as no JSON has it: in other quotes or none, in other letters. */
    private static final Pattern SENTIMENT =
            Pattern.compile(
                    "[\"']?\\bsentiment[\"']?\\s*:\\s*[\"']?(%s)\\b"
                            .formatted(String.join("|", Sentiment.words())),
                    Pattern.CASE_INSENSITIVE);

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
        SaidJson.Found found = SaidJson.in(raw);
        List<String> misfits = new ArrayList<>();
        List<Answer> answers =
                found.objects().stream()
                        .flatMap(object -> new AnswerReader(misfits).answer(object).stream())
                        .distinct()
                        .toList();
        if (answers.isEmpty()) {
            problems.addAll(whyNone(found, misfits));
            return Optional.empty();
        }
        Answer answer = answers.getFirst();
        if (answers.size() > 1 || isContradicted(answer, found)) {
            problems.add("answer: must be one, had others beside it that say something else");
            return Optional.empty();
        }
        return Optional.of(answer);
    }

    private static List<String> whyNone(SaidJson.Found found, List<String> misfits) {
        if (!found.broken().isEmpty()) {
            return List.of(
                    "answer: must be one JSON object, %s"
                            .formatted(found.broken().getLast().reason()));
        }
        if (found.isThinking()) {
            return List.of("answer: must be one JSON object, ended in the middle of a thought");
        }
        return misfits.isEmpty()
                ? List.of("answer: must be one JSON object")
                : misfits.stream().distinct().toList();
    }

    /** Whether another object says another sentiment, though it is no whole answer. */
    private static boolean isContradicted(Answer answer, SaidJson.Found found) {
        Stream<String> others =
                Stream.concat(
                        found.objects().stream().map(JsonNode::toString),
                        found.broken().stream().map(SaidJson.Broken::text));
        return others.flatMap(text -> SENTIMENT.matcher(text).results())
                .anyMatch(said -> !said.group(1).equalsIgnoreCase(answer.sentiment().word()));
    }

    private Optional<Answer> answer(JsonNode node) {
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
