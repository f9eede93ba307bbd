package lab.servicekit.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import lab.servicekit.Metrics;

/** Counts and times a service's answers by the class of their status. */
final class HttpMetrics implements Filter {
    private final Metrics metrics;

    /** To look a meter up by its name costs more than many an answer. */
    private final Map<Integer, Answers> byClass = new ConcurrentHashMap<>();

    /** Of one class of status. */
    private record Answers(Counter count, Timer time) {}

    HttpMetrics(Metrics metrics, Router router) {
        this.metrics = metrics;
        metrics.gauge(
                "event_streams",
                "clients",
                "Clients that listen to server-sent events now",
                router::eventClients);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begun = System.nanoTime();
        try {
            chain.proceed();
        } finally {
            Answers answers =
                    byClass.computeIfAbsent(response.status().code() / 100, this::answers);
            answers.count().increment();
            if (!isStream(response)) {
                answers.time().record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
        }
    }

    private Answers answers(int statusClass) {
        String status = "%dxx".formatted(statusClass);
        return new Answers(
                metrics.counter(
                        "http_requests",
                        "Requests answered, by the class of the status",
                        "status",
                        status),
                metrics.timer(
                        "http_request",
                        "How long requests took, event streams left out",
                        "status",
                        status));
    }

    /** One that stays open for as long as its page does. */
    private static boolean isStream(RoutingResponse response) {
        return response.headers().contains(HeaderNames.CONTENT_TYPE)
                && response.headers()
                        .get(HeaderNames.CONTENT_TYPE)
                        .get()
                        .startsWith("text/event-stream");
    }
}
