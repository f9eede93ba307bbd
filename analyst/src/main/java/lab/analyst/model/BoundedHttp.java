package lab.analyst.model;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * HTTP to Ollama, which may do anything: its own error is one, whatever the status; an answer has a
 * bound in bytes, and a thread that waits for one can be interrupted. How long it all may take is
 * for the caller to say, who interrupts.
 */
final class BoundedHttp implements HttpClient {
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final java.net.http.HttpClient http;
    private final Duration answersWithin;

    BoundedHttp(java.net.http.HttpClient http, Duration answersWithin) {
        this.http = http;
        this.answersWithin = answersWithin;
    }

    /** For whoever builds a client from it; the limits stay ours. */
    static HttpClientBuilder builder(java.net.http.HttpClient http, Duration answersWithin) {
        return new Builder(http, answersWithin);
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        java.net.http.HttpRequest.Builder asked =
                java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                        .timeout(answersWithin)
                        .method(
                                request.method().name(),
                                request.body() == null
                                        ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                        : java.net.http.HttpRequest.BodyPublishers.ofString(
                                                request.body()));
        request.headers()
                .forEach((name, values) -> values.forEach(value -> asked.header(name, value)));
        try {
            HttpResponse<InputStream> response =
                    http.send(asked.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return answer(response, body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("it was given up", e));
        }
    }

    private static SuccessfulHttpResponse answer(
            HttpResponse<InputStream> response, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw new IOException("it answered with more than %d bytes".formatted(BODY_BYTES_MAX));
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<String> problem = OllamaError.in(text);
        if (response.statusCode() / 100 != 2) {
            throw new HttpException(
                    response.statusCode(),
                    "HTTP %d: %s"
                            .formatted(
                                    response.statusCode(),
                                    problem.orElseGet(() -> OllamaError.shortened(text))));
        }
        if (problem.isPresent()) {
            throw new OllamaException(problem.get());
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .body(text)
                .build();
    }

    @Override
    public void execute(
            HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("ollama: is asked for whole answers alone");
    }

    private record Builder(java.net.http.HttpClient http, Duration answersWithin)
            implements HttpClientBuilder {
        @Override
        public Duration connectTimeout() {
            return answersWithin;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return answersWithin;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new BoundedHttp(http, answersWithin);
        }
    }
}
