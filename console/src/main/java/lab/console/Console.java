package lab.console;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lab.console.desk.DeskWatch;
import lab.console.hot.HotTail;
import lab.console.market.AnnotationStore;
import lab.console.market.Annotations;
import lab.console.market.CandleHistory;
import lab.console.market.HistoryRefresher;
import lab.console.market.LiveMarket;
import lab.console.service.Commentary;
import lab.console.service.PairQuestion;
import lab.console.service.Signal;
import lab.servicekit.Health;
import lab.servicekit.Metrics;
import lab.servicekit.http.HttpService;
import lab.servicekit.http.Router;
import lab.servicekit.http.TokenFile;

/** The page and its REST: what the pipeline shows now, and how it is. */
public final class Console implements AutoCloseable {
    private static final String LIBRARY = "META-INF/resources/_static/echarts/6.0.0/dist/";

    private static final Duration DESK_PATIENCE = Duration.ofSeconds(3);

    /** A search may have to wait for others. */
    private static final Duration PATTERNS_PATIENCE = Duration.ofSeconds(10);

    private static final Duration COMMENTARY_PATIENCE = Duration.ofSeconds(3);

    private final ConsoleConfig config;
    private final Surroundings surroundings;
    private final LiveMarket market = new LiveMarket();
    private final HistoryRefresher history;
    private final DeskWatch desk;
    private final PairQuestion<Signal> patterns;
    private final PairQuestion<Commentary> commentary;
    private final WhyRoute why;
    private final Optional<HotTail> tail;
    private Optional<HttpService> http = Optional.empty();

    /**
     * What the console is given by whoever runs it.
     *
     * @param registry of the whole process: {@code /metrics} shows it
     * @param health where the console says how it is; {@code /api/health} shows all of it
     * @param token admits to routes that change something
     * @param status how the pipeline is; asked every two seconds by each open page
     * @param history finished candles, of more than the hot tier still has
     * @param annotations what charts show beside candles
     * @param runs backtests that were made
     * @param routes what else is answered on this port
     */
    public record Surroundings(
            InstantSource clock,
            PrometheusMeterRegistry registry,
            Health health,
            TokenFile token,
            Supplier<PipelineStatus> status,
            CandleHistory history,
            AnnotationStore annotations,
            PastRuns runs,
            List<Router.Routes> routes) {
        public Surroundings {
            routes = List.copyOf(routes);
        }
    }

    public Console(ConsoleConfig config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
        var metrics = new Metrics(surroundings.registry(), "console");
        this.desk = new DeskWatch(config.deskUri(), DESK_PATIENCE, surroundings.clock());
        this.why = new WhyRoute(config.deskUri());
        this.patterns =
                new PairQuestion<>(
                        config.lancerUri(),
                        "/api/signals/%s?curves=true",
                        Signal.class,
                        PATTERNS_PATIENCE,
                        surroundings.clock());
        this.commentary =
                new PairQuestion<>(
                        config.analystUri(),
                        "/api/latest/%s",
                        Commentary.class,
                        COMMENTARY_PATIENCE,
                        surroundings.clock());
        ConsoleMetrics.of(market, desk, surroundings.clock(), metrics);
        ConsoleMetrics.ofPairs(market, metrics);
        ConsoleMetrics.missed(patterns, commentary, metrics);
        this.history = new HistoryRefresher(surroundings.history(), market, surroundings.clock());
        this.tail =
                config.followHot()
                        ? Optional.of(
                                new HotTail(
                                        config.hot(),
                                        surroundings.clock(),
                                        market,
                                        surroundings.health().part("console-reader"),
                                        metrics))
                        : Optional.empty();
    }

    /** Answers from here on; prices come as soon as the hot tier has some. */
    public void start() {
        var routes =
                new ConsoleRoutes(
                        market,
                        history,
                        desk,
                        patterns,
                        commentary,
                        surroundings.status(),
                        surroundings.runs(),
                        surroundings.clock());
        var annotations = new Annotations(surroundings.annotations(), surroundings.clock());
        HttpService.Builder service =
                HttpService.named("console", config.http())
                        .health(surroundings.health())
                        .metrics(surroundings.registry())
                        .token(surroundings.token())
                        .openApi(Console.class, "openapi.json")
                        .routes(routes)
                        .routes(new AnnotationRoutes(annotations, market))
                        .routes(new GraphiteEvents(annotations, surroundings.clock()))
                        .routes(why)
                        .routes(new DashboardRoutes())
                        .file(
                                "/lib/echarts.js",
                                LIBRARY + "echarts.esm.min.js",
                                "text/javascript; charset=utf-8")
                        .page("lab/console/page");
        surroundings.routes().forEach(service::routes);
        http = Optional.of(service.start());
        history.start();
        desk.start();
        tail.ifPresent(HotTail::start);
    }

    /** What comes in; whoever does not follow the hot tier feeds it. */
    public LiveMarket market() {
        return market;
    }

    /** Where the page is, once started. */
    public URI uri() {
        return http.orElseThrow(() -> new IllegalStateException("console: must be started first"))
                .uri();
    }

    @Override
    public void close() {
        tail.ifPresent(HotTail::close);
        desk.close();
        why.close();
        patterns.close();
        commentary.close();
        history.close();
        http.ifPresent(HttpService::close);
    }
}
