package lab.servicekit.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.concurrent.TimeUnit;
import lab.servicekit.Metrics;

/** Counts and times a service's answers by the class of their status. */
final class HttpMetrics implements Filter {
    private final Metrics metrics;

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
            String status = "%dxx".formatted(response.status().code() / 100);
            metrics.counter(
                            "http_requests",
                            "Requests answered, by the class of the status",
                            "status",
                            status)
                    .increment();
            if (!isStream(response)) {
                metrics.timer(
                                "http_request",
                                "How long requests took, event streams left out",
                                "status",
                                status)
                        .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
        }
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
