package lab.consensus.signals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import lab.consensus.strategy.Knowable;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.servicekit.market.SeenMarket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service that is told what the desk has seen, and answers.
 *
 * <p>Whoever has answered before, or was never asked, is waited for, as it may just be starting or
 * a little behind. Who let the whole time pass is asked once at each decision from then on, and not
 * waited for until it answers again: the desk goes on without it.
 */
final class Asked implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Asked.class);
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(1);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final Duration NOT_WAITED_FOR = Duration.ofSeconds(2);
    private static final int BODY_BYTES_MAX = 1 << 18;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final String name;
    private final URI service;
    private final String path;
    private final TokenFile token;
    private final Duration patience;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();
    private volatile boolean isLost;

    /** What came of one question. */
    private sealed interface Reply {
        record Said(JsonNode answer) implements Reply {}

        /** It may answer later. */
        record Later(String reason) implements Reply {}

        /** It answered, but with something else. */
        record Wrong(String reason) implements Reply {}
    }

    /**
     * @param name for people: "the pattern service"
     * @param path behind which the pair stands
     * @param patience how long it is waited for
     */
    Asked(String name, URI service, String path, TokenFile token, Duration patience) {
        this.name = name;
        this.service = service;
        this.path = path;
        this.token = token;
        this.patience = patience;
    }

    /**
     * What it says, as a reader understands it.
     *
     * @throws CancellationException if it is closed meanwhile
     */
    <T> Knowable<T> ask(SeenMarket seen, Function<JsonNode, Knowable<T>> reader)
            throws InterruptedException {
        Duration within = isLost ? NOT_WAITED_FOR : patience;
        long deadline = System.nanoTime() + within.toNanos();
        byte[] body = Json.write(seen.toJson()).getBytes(StandardCharsets.UTF_8);
        while (true) {
            Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
            switch (once(seen, body, left)) {
                case Reply.Said(var answer) -> {
                    found();
                    return reader.apply(answer);
                }
                case Reply.Wrong(var reason) -> {
                    return new Knowable.Unknown<>(reason);
                }
                case Reply.Later(var reason) -> {
                    if (isClosing()) {
                        throw new CancellationException(name + ": is not asked any more");
                    }
                    if (isLost || System.nanoTime() >= deadline) {
                        lost(reason);
                        return new Knowable.Unknown<>(reason);
                    }
                }
            }
        }
    }

    private boolean isClosing() throws InterruptedException {
        return closing.await(BETWEEN_QUESTIONS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Reply once(SeenMarket seen, byte[] body, Duration within) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve(path + seen.pair()))
                        .header("Authorization", "Bearer " + token.value())
                        .header("Content-Type", "application/json")
                        .timeout(within)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try {
            HttpResponse<InputStream> response =
                    http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            return read(response);
        } catch (JsonProcessingException e) {
            return new Reply.Wrong("%s: must answer with JSON, did not".formatted(name));
        } catch (IOException e) {
            return new Reply.Later("%s does not answer: %s".formatted(name, reason(e)));
        }
    }

    private Reply read(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(BODY_BYTES_MAX + 1);
            if (bytes.length > BODY_BYTES_MAX) {
                return new Reply.Wrong(
                        "%s: must answer with at most %d bytes, did with more"
                                .formatted(name, BODY_BYTES_MAX));
            }
            if (response.statusCode() == OK) {
                return new Reply.Said(Json.mapper().readTree(bytes));
            }
            String reason = "%s answers %d".formatted(name, response.statusCode());
            return response.statusCode() == UNAVAILABLE
                    ? new Reply.Later(reason)
                    : new Reply.Wrong(reason);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void lost(String reason) {
        if (!isLost) {
            isLost = true;
            log.warn("{} is not waited for any more: {}", name, reason);
        }
    }

    private void found() {
        if (isLost) {
            isLost = false;
            log.info("{} answers again", name);
        }
    }

    /** Whoever waits gets no answer. */
    @Override
    public void close() {
        closing.countDown();
        http.shutdownNow();
    }
}
