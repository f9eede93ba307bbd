package lab.poller.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** Asks an exchange over REST, with bounds on time and bytes. */
public final class RestClient {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final URI base;
    private final HttpClient http;
    private final Map<String, String> headers;

    /** The exchange answered, and not with what was asked for. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final OptionalLong retryAfterSeconds;

        Refused(String query, int status, OptionalLong retryAfterSeconds) {
            super("%s: must be answered with 200, was %d".formatted(query, status));
            this.status = status;
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public int status() {
            return status;
        }

        /** How long the exchange wants to be left alone. */
        public OptionalLong retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    public RestClient(URI base, HttpClient http, Map<String, String> headers) {
        this.base = base;
        this.http = http;
        this.headers = Map.copyOf(headers);
    }

    /**
     * Asks.
     *
     * @param query path and parameters
     * @param bytesMax of an answer
     */
    public byte[] get(String query, int bytesMax) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(query))
                        .timeout(DEADLINE)
                        .header("Accept", "application/json");
        headers.forEach(request::header);
        HttpResponse<byte[]> answer =
                http.send(
                        request.build(),
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), bytesMax));
        if (answer.statusCode() != OK) {
            throw new Refused(query, answer.statusCode(), retryAfter(answer));
        }
        return answer.body();
    }

    private static OptionalLong retryAfter(HttpResponse<?> answer) {
        try {
            return answer.headers().firstValueAsLong("Retry-After");
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // a date; who asks waits as usual
        }
    }
}
