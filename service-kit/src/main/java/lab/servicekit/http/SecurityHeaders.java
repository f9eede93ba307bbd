package lab.servicekit.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** What a browser may do with an answer: load from here alone, guess nothing, tell nobody. */
final class SecurityHeaders {
    private static final List<Header> HEADERS =
            List.of(
                    header(
                            "Content-Security-Policy",
                            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
                                    + " data:; connect-src 'self'; font-src 'self'; manifest-src 'self';"
                                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
                    header("X-Content-Type-Options", "nosniff"),
                    header("X-Frame-Options", "DENY"),
                    header("Referrer-Policy", "no-referrer"),
                    header("Cross-Origin-Opener-Policy", "same-origin"),
                    header("Cross-Origin-Resource-Policy", "same-origin"));

    private SecurityHeaders() {}

    static void into(ServerResponse response) {
        HEADERS.forEach(response::header);
    }

    private static Header header(String name, String value) {
        return HeaderValues.createCached(HeaderNames.create(name), value);
    }
}
