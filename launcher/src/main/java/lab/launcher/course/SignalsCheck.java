package lab.launcher.course;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What has to hold of what the pattern service said at the end, with the prices behind it. */
final class SignalsCheck {
    private static final Duration OUTCOME = Duration.ofHours(1);
    private static final double TOLERANCE = 1e-6;

    private SignalsCheck() {}

    /**
     * Of one pair or more.
     *
     * @param answers as of {@code GET /api/signals/PAIR?curves=true}
     */
    static List<Proof> of(Iterable<JsonNode> answers) {
        List<String> early = new ArrayList<>();
        List<String> unlike = new ArrayList<>();
        List<String> disordered = new ArrayList<>();
        int matches = 0;
        for (JsonNode answer : answers) {
            Instant asOf = Instant.parse(answer.path("as_of").asText());
            List<Double> query = numbers(answer.path("query").path("closes"));
            double last = Double.MAX_VALUE;
            for (JsonNode match : answer.path("matches")) {
                matches++;
                String which =
                        "%s %s"
                                .formatted(
                                        answer.path("pair").asText(),
                                        match.path("window_start").asText());
                Instant end = Instant.parse(match.path("window_end").asText());
                if (end.plus(OUTCOME).isAfter(asOf)) {
                    early.add(which);
                }
                double correlation = match.path("correlation").asDouble();
                if (Math.abs(correlation(query, numbers(match.path("closes"))) - correlation)
                        > TOLERANCE) {
                    unlike.add(which);
                }
                if (match.path("similarity").asDouble() > last) {
                    disordered.add(which);
                }
                last = match.path("similarity").asDouble();
            }
        }
        return List.of(
                Proof.holds("there are past hours like the newest one", matches > 0, "no match"),
                Proof.of("what came of each was known by then", early.stream().findFirst()),
                Proof.of(
                        "each is as like as it says, by its own prices",
                        unlike.stream().findFirst()),
                Proof.of("the most similar comes first", disordered.stream().findFirst()));
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }

    /** Pearson's. */
    private static double correlation(List<Double> one, List<Double> other) {
        if (one.size() != other.size() || one.isEmpty()) {
            return Double.NaN;
        }
        double meanOne = mean(one);
        double meanOther = mean(other);
        double together = 0;
        double squaresOne = 0;
        double squaresOther = 0;
        for (int i = 0; i < one.size(); i++) {
            double a = one.get(i) - meanOne;
            double b = other.get(i) - meanOther;
            together += a * b;
            squaresOne += a * a;
            squaresOther += b * b;
        }
        return together / Math.sqrt(squaresOne * squaresOther);
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
