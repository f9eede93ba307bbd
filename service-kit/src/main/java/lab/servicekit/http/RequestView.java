package lab.servicekit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.helidon.webserver.http.ServerRequest;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import lab.domain.EventTime;
import lab.domain.Pair;

/** What a client asked for, checked on the way out. */
public final class RequestView {
    /** No request of the lab needs more; a longer one is refused unread. */
    public static final int BODY_BYTES_MAX = 1 << 20;

    private final ServerRequest request;
    private final Set<String> known = new TreeSet<>();

    public RequestView(ServerRequest request) {
        this.request = request;
    }

    /** A segment of the path. */
    public String segment(String name) {
        return request.path().pathParameters().get(name);
    }

    public Optional<String> parameter(String name) {
        known.add(name);
        return request.query().first(name).asOptional();
    }

    /** A whole number of the query, or what it is if it is not given. */
    public int parameter(String name, int otherwise, int min, int max) {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw ProblemException.badRequest(
                "%s: must be a whole number from %d to %d, was \"%s\""
                        .formatted(name, min, max, cut(text.get())));
    }

    /** The pair that the path names as {@code {pair}}. */
    public Pair pair() {
        return valid(segment("pair"), Pair::new);
    }

    /** A pair of the query, if it is given. */
    public Optional<Pair> pair(String name) {
        return parameter(name).map(text -> valid(text, Pair::new));
    }

    /** An event time of the query, ISO-8601 in UTC, if it is given. */
    public Optional<Instant> time(String name) {
        return parameter(name).map(text -> valid(text, it -> EventTime.parse(name, it)));
    }

    /** Refuses a request with a parameter that nobody asked for: it was meant to do something. */
    void refuseOtherParameters() {
        request.query().names().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw ProblemException.badRequest(
                            "%s: must be a parameter of %s, %s"
                                    .formatted(
                                            cut(name),
                                            request.path().path(),
                                            known.isEmpty()
                                                    ? "which has none"
                                                    : "which has " + String.join(", ", known)));
                });
    }

    private static <T> T valid(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /** The body as a value. */
    public <T> T body(Class<T> type) {
        try {
            return Json.mapper().readValue(bytes(), type);
        } catch (JsonProcessingException e) {
            throw ProblemException.badRequest("body: must be JSON, but: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            throw ProblemException.badRequest("body: must be JSON, but: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes() throws IOException {
        try (InputStream body = request.content().inputStream()) {
            byte[] bytes = body.readNBytes(BODY_BYTES_MAX + 1);
            if (bytes.length > BODY_BYTES_MAX) {
                throw Problem.of(413, "body: at most %d bytes".formatted(BODY_BYTES_MAX))
                        .asException();
            }
            return bytes;
        }
    }

    private static String cut(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
