package lab.launcher.course;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has to hold of what the analyst said last. */
final class CommentaryCheck {
    private static final Set<String> WORDS = Set.of("Bullish", "Bearish", "Neutral", "Unknown");

    private CommentaryCheck() {}

    /**
     * Each comment by its pair.
     *
     * @param comments as of {@code GET /api/latest}
     */
    static List<Proof> of(JsonNode comments) {
        List<String> ofTheFuture = new ArrayList<>();
        List<String> otherWords = new ArrayList<>();
        List<String> unfounded = new ArrayList<>();
        List<String> believed = new ArrayList<>();
        for (JsonNode comment : comments) {
            String pair = comment.path("pair").asText();
            Instant moment = Instant.parse(comment.path("time").asText());
            if (Instant.parse(comment.path("candles_up_to").asText()).isAfter(moment)) {
                ofTheFuture.add(pair);
            }
            String word = comment.path("sentiment").asText();
            if (!WORDS.contains(word)) {
                otherWords.add(pair + ": " + word);
            }
            if (!comment.path("verdict").asText().equals("ACCEPTED") && !word.equals("Unknown")) {
                believed.add(pair + ": " + word);
            }
            Set<String> facts = new HashSet<>();
            comment.path("facts").forEach(fact -> facts.add(fact.path("id").asText()));
            comment.path("evidence")
                    .forEach(evidence -> {
                        if (!facts.contains(evidence.asText())) {
                            unfounded.add(pair + ": " + evidence.asText());
                        }
                    });
        }
        return List.of(
                Proof.holds("there is commentary", comments.size() > 0, "no comment"),
                Proof.of("its word is one of four", otherWords.stream().findFirst()),
                Proof.of("what is not accepted is Unknown", believed.stream().findFirst()),
                Proof.of("its evidence is among the facts", unfounded.stream().findFirst()),
                Proof.of("no candle is newer than its moment", ofTheFuture.stream().findFirst()));
    }
}
