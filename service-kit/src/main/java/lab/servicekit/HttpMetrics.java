package lab.servicekit;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/** Counts a service's answers by the class of their status. */
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
        try {
            chain.proceed();
        } finally {
            metrics.counter(
                            "http_requests",
                            "Requests answered, by the class of the status",
                            "status",
                            "%dxx".formatted(response.status().code() / 100))
                    .increment();
        }
    }
}
