package lab.analyst.patterns;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lab.analyst.facts.Patterns;
import lab.domain.Pair;
import lab.servicekit.Lately;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.servicekit.market.SeenMarket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the pattern service, which may not be there: then there are no patterns, and it is left
 * alone for a few seconds. Of its answer only numbers and times are taken.
 *
 * <p>It may be a little behind the candles, so it is asked again until it knows the hour that is
 * asked for, or patience is over.
 */
public final class PatternService implements PatternSource {
    private static final Logger log = LoggerFactory.getLogger(PatternService.class);
    private static final Duration CONNECTS_WITHIN = Duration.ofMillis(500);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);
    private static final int BODY_BYTES_MAX = 1 << 18;
    private static final int MATCHES_MAX = 5;

    private final URI service;
    private final TokenFile token;
    private final InstantSource clock;
    private final Duration patience;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();
    private volatile Instant leftAloneAt = Instant.MIN;

    /**
     * @param token admits to what is not asked with GET
     * @param patience how long it may take until it is there and knows an hour
     */
    public PatternService(URI service, TokenFile token, InstantSource clock, Duration patience) {
        this.token = token;
        this.service = service;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public Optional<Patterns> at(Pair pair, Instant windowEnd) throws InterruptedException {
        // By all candles: commentary must not depend on when somebody looked through the data
        URI signals =
                service.resolve(
                        "/api/signals/%s?as_of=%s&doubtful=true".formatted(pair, windowEnd));
        return at(windowEnd, HttpRequest.newBuilder(signals), false);
    }

    @Override
    public Optional<Patterns> at(SeenMarket seen) throws InterruptedException {
        URI signals = service.resolve("/api/signals/%s".formatted(seen.pair()));
        return at(
                seen.asOf(),
                HttpRequest.newBuilder(signals)
                        .header("Authorization", "Bearer " + token.value())
                        .POST(HttpRequest.BodyPublishers.ofString(seen.toJson().toString())),
                true);
    }

    /**
     * @param isFinal whether an answer about another hour, or none, will not change any more
     */
    private Optional<Patterns> at(Instant windowEnd, HttpRequest.Builder question, boolean isFinal)
            throws InterruptedException {
        if (Lately.isWithin(LEFT_ALONE, leftAloneAt, clock.instant())) {
            return Optional.empty();
        }
        HttpRequest request = question.timeout(ANSWERS_WITHIN).build();
        long deadline = System.nanoTime() + patience.toNanos();
        String reason = "it does not know the hour that ended at " + windowEnd;
        do {
            try {
                Optional<JsonNode> answer = ask(request);
                Optional<Patterns> patterns = answer.flatMap(it -> patterns(it, windowEnd));
                if (patterns.isPresent() || (isFinal && answer.isPresent())) {
                    return patterns;
                }
            } catch (IOException e) {
                reason = e.toString();
            }
        } while (System.nanoTime() < deadline
                && !closing.await(BETWEEN_QUESTIONS.toMillis(), TimeUnit.MILLISECONDS));
        leaveAlone(reason);
        return Optional.empty();
    }

    private void leaveAlone(String reason) {
        log.atDebug().addKeyValue("reason", reason).log("pattern service left alone");
        leftAloneAt = clock.instant();
    }

    /** Asks once; nothing where it says that it cannot answer yet. */
    private Optional<JsonNode> ask(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(BODY_BYTES_MAX + 1);
            if (bytes.length > BODY_BYTES_MAX) {
                throw new IOException(
                        "it answered with more than %d bytes".formatted(BODY_BYTES_MAX));
            }
            return response.statusCode() == 200
                    ? Optional.of(Json.mapper().readTree(bytes))
                    : Optional.empty();
        }
    }

    /** What an answer says of exactly that hour. */
    public static Optional<Patterns> patterns(JsonNode answer, Instant windowEnd) {
        if (time(answer.path("query").path("window_end")).filter(windowEnd::equals).isEmpty()) {
            return Optional.empty();
        }
        List<Patterns.Match> matches = new ArrayList<>();
        for (JsonNode node : answer.path("matches")) {
            Optional<Patterns.Match> match = match(node);
            if (match.isPresent() && matches.size() < MATCHES_MAX) {
                matches.add(match.get());
            }
        }
        Optional<BigDecimal> percentile =
                number(answer.path("percentile")).filter(PatternService::isShare);
        return Optional.of(new Patterns(matches, percentile, baseRate(answer.path("base_rate"))));
    }

    private static Optional<Patterns.Match> match(JsonNode node) {
        Optional<Instant> start = time(node.path("window_start"));
        Optional<Instant> end = time(node.path("window_end"));
        Optional<BigDecimal> similarity = number(node.path("similarity"));
        Optional<BigDecimal> outcome = number(node.path("outcome_pct"));
        return start.isPresent() && end.isPresent() && similarity.isPresent() && outcome.isPresent()
                ? Optional.of(
                        new Patterns.Match(start.get(), end.get(), similarity.get(), outcome.get()))
                : Optional.empty();
    }

    private static Optional<Patterns.BaseRate> baseRate(JsonNode node) {
        Optional<BigDecimal> mean = number(node.path("mean_outcome_pct"));
        Optional<BigDecimal> positive =
                number(node.path("share_positive")).filter(PatternService::isShare);
        return mean.isPresent() && positive.isPresent() && node.path("windows").isIntegralNumber()
                ? Optional.of(
                        new Patterns.BaseRate(
                                node.path("windows").asLong(), mean.get(), positive.get()))
                : Optional.empty();
    }

    private static boolean isShare(BigDecimal value) {
        return value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0;
    }

    /** A number of a size that makes sense here. */
    private static Optional<BigDecimal> number(JsonNode node) {
        return node.isNumber()
                ? Optional.of(node.decimalValue())
                        .filter(it -> it.precision() - it.scale() < 10 && it.scale() < 30)
                : Optional.empty();
    }

    private static Optional<Instant> time(JsonNode node) {
        try {
            return node.isTextual() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.shutdownNow();
    }
}
