package lab.servicekit.http;

import java.util.Locale;

/**
 * What went wrong with a request, as RFC 9457 has it.
 *
 * @param title the same for every problem of this status
 * @param detail this one: the thing, the rule, the culprit
 */
public record Problem(String type, String title, int status, String detail) {
    /** The type of a problem that its status says all about. */
    private static final String NO_TYPE = "about:blank";

    public static Problem of(int status, String detail) {
        return new Problem(NO_TYPE, title(status), status, detail);
    }

    /** To be thrown from a route. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    private static String title(int status) {
        String phrase = io.helidon.http.Status.create(status).reasonPhrase();
        return phrase.isEmpty() ? "status %d".formatted(status).toUpperCase(Locale.ROOT) : phrase;
    }
}
