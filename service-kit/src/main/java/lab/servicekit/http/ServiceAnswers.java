package lab.servicekit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a service of the lab, and waits no longer and reads no more than it has to. */
public final class ServiceAnswers implements AutoCloseable {
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(1);
    private static final long BYTES_MAX = 4L << 20;
    private static final int REASON_LENGTH_MAX = 200;

    /** A field that has to be there and is not makes the answer unreadable, not zero. */
    private static final ObjectReader READER =
            Json.mapper()
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final String base;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();

    public ServiceAnswers(URI base) {
        this.base = base.toString().replaceAll("/+$", "");
    }

    /** What is said at a path, as a value, if it is said with one of these statuses. */
    public <T> T ask(String path, Class<T> type, Set<Integer> statuses, Duration patience)
            throws ServiceException, InterruptedException {
        HttpResponse<String> response = answer(path, patience);
        if (!statuses.contains(response.statusCode())) {
            throw new ServiceException(
                    "%s: it answered %d".formatted(path, response.statusCode())
                            + detail(response.body()),
                    response.statusCode());
        }
        try {
            return READER.forType(type).readValue(response.body());
        } catch (JsonProcessingException e) {
            throw new ServiceException(
                    "%s: its answer must be readable, is not".formatted(path), e);
        }
    }

    /** The patience is for the whole answer, not for its beginning. */
    private HttpResponse<String> answer(String path, Duration patience)
            throws ServiceException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(
                        request,
                        BodyHandlers.limiting(
                                BodyHandlers.ofString(StandardCharsets.UTF_8), BYTES_MAX));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ServiceException(
                    "%s: it must answer within %d ms, did not".formatted(path, patience.toMillis()),
                    e);
        } catch (ExecutionException e) {
            throw new ServiceException("%s: it must answer, %s".formatted(path, reason(e)), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String detail(String body) {
        try {
            String detail = Json.mapper().readTree(body).path("detail").asText("");
            return detail.isEmpty() ? "" : ", " + shortened(detail);
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String reason(ExecutionException e) {
        return switch (e.getCause()) {
            case java.net.ConnectException _ -> "nobody listens";
            case IOException cause when cause.getMessage() != null -> shortened(cause.getMessage());
            case null -> "the connection failed";
            default -> e.getCause().getClass().getSimpleName();
        };
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), REASON_LENGTH_MAX));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
