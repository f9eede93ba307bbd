package lab.consensus.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import lab.domain.EventTime;
import lab.servicekit.http.ServiceAnswers;
import lab.servicekit.http.ServiceException;

/** Asks the analyst and the pattern service what they have of a moment. */
final class ServiceWords implements AutoCloseable {
    private static final Set<Integer> OK = Set.of(200);
    private static final Duration ANALYST_PATIENCE = Duration.ofSeconds(3);
    private static final Duration LANCER_PATIENCE = Duration.ofSeconds(10);

    private final ServiceAnswers analyst;
    private final ServiceAnswers lancer;

    ServiceWords(URI analyst, URI lancer) {
        this.analyst = new ServiceAnswers(analyst);
        this.lancer = new ServiceAnswers(lancer);
    }

    /** The comment on a pair at a moment, or before it. */
    JsonNode comment(String pair, Instant moment) throws ServiceException, InterruptedException {
        return analyst.ask(
                "/api/latest/%s?as_of=%s".formatted(pair, EventTime.format(moment)),
                JsonNode.class,
                OK,
                ANALYST_PATIENCE);
    }

    /** The question that was put to whoever commented, and the answer word for word. */
    JsonNode answer(String key) throws ServiceException, InterruptedException {
        return analyst.ask("/api/answers/" + key, JsonNode.class, OK, ANALYST_PATIENCE);
    }

    /** The windows that were like the newest hour at a time, with their curves. */
    JsonNode patterns(String pair, Instant time) throws ServiceException, InterruptedException {
        return lancer.ask(
                "/api/signals/%s?as_of=%s&curves=true&doubtful=true"
                        .formatted(pair, EventTime.format(time)),
                JsonNode.class,
                OK,
                LANCER_PATIENCE);
    }

    /** The key of the stored answer that a comment was made of. */
    static Optional<String> keyOf(JsonNode comment) {
        String key = comment.path("answer").asText("");
        return key.matches("[0-9a-f]{64}") ? Optional.of(key) : Optional.empty();
    }

    @Override
    public void close() {
        analyst.close();
        lancer.close();
    }
}
