package lab.servicekit.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.staticcontent.ClasspathHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.servicekit.Health;
import lab.servicekit.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module's HTTP: its own routes, and what all services answer alike: {@code /api/health}, {@code
 * /metrics}, {@code /openapi}, problems as RFC 9457 has them.
 *
 * <p>
 *
 * {@snippet :
 * var http = HttpService.named("console", HttpConfig.loopback(8080))
 *         .health(health)
 *         .metrics(registry)
 *         .token(TokenFile.openOrCreate(secrets.resolve("token")))
 *         .routes(router -> router.json("/api/prices", request -> market.prices()))
 *         .start();
 * }
 */
public final class HttpService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpService.class);

    /** Tells a service that runs within the lab from one that runs apart. */
    private static final HeaderName PROCESS = HeaderNames.create("Lab-Process");

    private static final Duration GRACE = Duration.ofMillis(500);

    private final String module;
    private final WebServer server;
    private final Closing closing;
    private final Runnable forgetParts;

    private HttpService(String module, WebServer server, Closing closing, Runnable forgetParts) {
        this.module = module;
        this.server = server;
        this.closing = closing;
        this.forgetParts = forgetParts;
    }

    public static Builder named(String module, HttpConfig config) {
        return new Builder(module, config);
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    public URI uri() {
        return URI.create("http://localhost:%d".formatted(port()));
    }

    @Override
    public void close() {
        closing.begin();
        server.stop();
        forgetParts.run();
        log.atInfo().addKeyValue("module", module).log("http stopped");
    }

    /** What a service is made of. */
    public static final class Builder {
        private final String module;
        private final HttpConfig config;
        private final Closing closing = new Closing();
        private final Router router = new Router(closing);
        private final List<ClasspathHandlerConfig> pages = new ArrayList<>();
        private Optional<Health> health = Optional.empty();
        private Optional<PrometheusMeterRegistry> registry = Optional.empty();
        private Optional<TokenFile> token = Optional.empty();

        private Builder(String module, HttpConfig config) {
            this.module = module;
            this.config = config;
        }

        /** Answers {@code /api/health} by it; without, the service is healthy while it answers. */
        public Builder health(Health parts) {
            health = Optional.of(parts);
            return this;
        }

        /** Shows the registry at {@code /metrics}, and counts requests in it. */
        public Builder metrics(PrometheusMeterRegistry shown) {
            registry = Optional.of(shown);
            return this;
        }

        /** Admits whoever shows it to routes that change something; without, nobody. */
        public Builder token(TokenFile admitting) {
            token = Optional.of(admitting);
            return this;
        }

        /** Serves a document of the class path at {@code /openapi}. */
        public Builder openApi(Class<?> beside, String resource) {
            byte[] document = resource(beside, resource);
            router.get(
                    "/openapi",
                    (request, response) -> send(response, "application/json", document));
            return this;
        }

        public Builder routes(Router.Routes routes) {
            routes.addTo(router);
            return this;
        }

        /** Serves a folder of the class path as the page at {@code /}. */
        public Builder page(String folder) {
            pages.add(
                    ClasspathHandlerConfig.builder()
                            .location(folder)
                            .welcome("index.html")
                            .build());
            return this;
        }

        /** Serves one file of the class path, such as a library for the page. */
        public Builder file(String path, String resource, String contentType) {
            byte[] content = resource(HttpService.class, "/" + resource);
            router.get(
                    path,
                    (request, response) -> {
                        response.header(HeaderNames.CACHE_CONTROL, "max-age=86400");
                        send(response, contentType, content);
                    });
            return this;
        }

        /** Listens from here on. */
        public HttpService start() {
            router.get("/api/health", (request, response) -> answerHealth(response));
            registry.ifPresent(shown ->
                    router.get(
                            "/metrics",
                            (request, response) ->
                                    response.header(
                                                    HeaderNames.CONTENT_TYPE,
                                                    "text/plain; version=0.0.4;" + " charset=utf-8")
                                            .send(shown.scrape())));
            WebServer server = server().start();
            log.atInfo()
                    .addKeyValue("module", module)
                    .addKeyValue("port", server.port())
                    .log("http listens");
            return new HttpService(module, server, closing, showParts());
        }

        /** What {@code /api/health} says, for Prometheus. */
        private Runnable showParts() {
            return registry.map(shown ->
                            new Metrics(shown, module)
                                    .gauges(
                                            "part",
                                            "up",
                                            "1 for a part that can do its work, 0 for one that starts or is down",
                                            this::parts))
                    .orElse(() -> {});
        }

        private List<Metrics.Sample> parts() {
            return health.map(Health::snapshot).orElseGet(() -> List.of()).stream()
                    .map(part ->
                            Metrics.Sample.of(
                                    "part", part.part(), part.state() == Health.State.UP ? 1 : 0))
                    .toList();
        }

        private WebServer server() {
            // Else it forbids Java serialization to the whole JVM, which Flink's jobs need
            System.setProperty("helidon.serialFilter.missing.action", "ignore");
            return WebServer.builder()
                    .host(config.bind())
                    .port(config.port())
                    .shutdownHook(false)
                    .shutdownGracePeriod(GRACE)
                    .maxPayloadSize(RequestView.BODY_BYTES_MAX)
                    .directHandlers(Problems::into)
                    .routing(this::route)
                    .build();
        }

        private void route(HttpRouting.Builder routing) {
            Problems.into(routing);
            registry.ifPresent(shown -> {
                var metrics = new HttpMetrics(new Metrics(shown, module), router);
                routing.addFilter(metrics);
            });
            routing.addFilter(new Guard(config.hosts(), token));
            router.into(routing);
            routing.any((request, response) -> {
                // Asked for again each time, which costs a 304: never of two versions
                response.header(HeaderNames.CACHE_CONTROL, "no-cache");
                response.next();
            });
            pages.forEach(page -> routing.register("/", StaticContentFeature.createService(page)));
            routing.any((request, response) ->
                    Problems.send(
                            response,
                            Problem.of(
                                    404,
                                    "%s: is nothing of this service"
                                            .formatted(request.path().path()))));
        }

        private void answerHealth(ServerResponse response) {
            List<Health.PartHealth> parts = health.map(Health::snapshot).orElseGet(() -> List.of());
            boolean up = Health.isUp(parts);
            response.status(up ? 200 : 503);
            response.header(PROCESS, Long.toString(ProcessHandle.current().pid()));
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            response.header(HeaderValues.CONTENT_TYPE_JSON);
            response.send(Json.write(new HealthAnswer(up ? "ok" : "unavailable", parts)));
        }

        private static void send(ServerResponse response, String contentType, byte[] content) {
            response.header(HeaderNames.CONTENT_TYPE, contentType);
            response.send(content);
        }

        private static byte[] resource(Class<?> beside, String name) {
            try (InputStream content = beside.getResourceAsStream(name)) {
                if (content == null) {
                    throw new IllegalArgumentException(
                            "%s: must be on the class path beside %s"
                                    .formatted(name, beside.getName()));
                }
                return content.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record HealthAnswer(String status, List<Health.PartHealth> parts) {}
}
