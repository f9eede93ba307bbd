package lab.servicekit.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a service answers to: paths, in which {@code {name}} stands for one segment, and methods.
 *
 * <p>Every method but GET and HEAD changes something, and so wants the token.
 */
public final class Router {
    /** How many may listen to one service's events at once. */
    public static final int EVENT_CLIENTS_MAX = 64;

    private final Map<String, Map<Method, Handler>> paths = new LinkedHashMap<>();
    private final Semaphore eventClients = new Semaphore(EVENT_CLIENTS_MAX);
    private final Closing closing;

    Router(Closing closing) {
        this.closing = closing;
    }

    /** Adds routes to a service. */
    @FunctionalInterface
    public interface Routes {
        void addTo(Router router);
    }

    /** Sends events to one client until it or the service goes. */
    @FunctionalInterface
    public interface EventSource {
        void sendTo(EventStream client, RequestView request) throws InterruptedException;
    }

    public Router get(String path, Handler handler) {
        return add(Method.GET, path, handler);
    }

    public Router post(String path, Handler handler) {
        return add(Method.POST, path, handler);
    }

    public Router put(String path, Handler handler) {
        return add(Method.PUT, path, handler);
    }

    public Router delete(String path, Handler handler) {
        return add(Method.DELETE, path, handler);
    }

    /**
     * Answers GET with a value as JSON; parameters that the answer does not ask for are refused.
     */
    public Router json(String path, Function<RequestView, Object> answer) {
        return get(
                path,
                (request, response) -> {
                    var view = new RequestView(request);
                    Object value = answer.apply(view);
                    view.refuseOtherParameters();
                    response.header(HeaderValues.CONTENT_TYPE_JSON);
                    response.header(HeaderNames.CACHE_CONTROL, "no-store");
                    response.send(Json.mapper().writeValueAsBytes(value));
                });
    }

    /** Answers GET with server-sent events. */
    public Router events(String path, EventSource source) {
        return get(
                path,
                (request, response) -> {
                    if (!eventClients.tryAcquire()) {
                        throw ProblemException.unavailable(
                                "events: at most %d may listen at once"
                                        .formatted(EVENT_CLIENTS_MAX));
                    }
                    try (var client = new EventStream(response, closing)) {
                        source.sendTo(client, new RequestView(request));
                    } finally {
                        eventClients.release();
                    }
                });
    }

    int eventClients() {
        return EVENT_CLIENTS_MAX - eventClients.availablePermits();
    }

    void into(HttpRouting.Builder routing) {
        paths.forEach((path, methods) -> routing.any(path, dispatch(path, methods)));
    }

    private static Handler dispatch(String path, Map<Method, Handler> methods) {
        String allowed =
                methods.keySet().stream()
                        .map(Method::text)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return (request, response) -> {
            Method method = request.prologue().method();
            Handler handler = methods.get(method.equals(Method.HEAD) ? Method.GET : method);
            if (handler == null) {
                response.header(HeaderNames.ALLOW, allowed);
                Problems.send(
                        response,
                        Problem.of(405, "%s: allows %s, was %s".formatted(path, allowed, method)));
            } else {
                handler.handle(request, response);
            }
        };
    }

    private Router add(Method method, String path, Handler handler) {
        Handler before =
                paths.computeIfAbsent(path, p -> new LinkedHashMap<>())
                        .putIfAbsent(method, handler);
        if (before != null) {
            throw new IllegalStateException(
                    "route: must be added once, was twice: %s %s".formatted(method, path));
        }
        return this;
    }
}
