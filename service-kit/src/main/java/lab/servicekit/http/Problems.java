package lab.servicekit.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever goes wrong with a request into one form. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String CONTENT_TYPE = "application/problem+json";

    private Problems() {}

    static void into(HttpRouting.Builder routing) {
        routing.error(
                ProblemException.class, (request, response, e) -> send(response, e.problem()));
        routing.error(HttpException.class, (request, response, e) -> answer(response, e));
        routing.error(Throwable.class, Problems::internal);
    }

    /** What happens before a request reaches a route: bad syntax, a body too large. */
    static void into(DirectHandlers.Builder handlers) {
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(
                    type,
                    (request, event, status, headers, message) ->
                            DirectHandler.TransportResponse.builder()
                                    .status(status)
                                    .headers(headers)
                                    .header(HeaderNames.CONTENT_TYPE, CONTENT_TYPE)
                                    .keepAlive(event.keepAlive())
                                    .entity(Json.write(Problem.of(status.code(), message)))
                                    .build());
        }
    }

    static void send(ServerResponse response, Problem problem) {
        SecurityHeaders.into(response);
        response.status(Status.create(problem.status()));
        response.header(HeaderNames.CONTENT_TYPE, CONTENT_TYPE);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(Json.write(problem).getBytes(StandardCharsets.UTF_8));
    }

    /** Helidon says by an exception, too, that nothing is wrong: that a file has not changed. */
    private static void answer(ServerResponse response, HttpException e) {
        if (e.status().code() >= 400) {
            send(response, Problem.of(e.status().code(), String.valueOf(e.getMessage())));
        } else {
            response.status(e.status());
            e.headers().forEach(response::header);
            response.send();
        }
    }

    private static void internal(ServerRequest request, ServerResponse response, Throwable e) {
        log.atError()
                .setCause(e)
                .addKeyValue("method", request.prologue().method())
                .addKeyValue("path", request.path().path())
                .log("request failed");
        if (!response.isSent()) {
            send(response, Problem.of(500, "the service met an error; its log says which"));
        }
    }
}
