package lab.lancer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import lab.lancer.annotation.Annotator;
import lab.lancer.index.IndexException;
import lab.lancer.index.PatternIndex;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmDoubts;
import lab.lancer.warm.WarmTierException;
import lab.servicekit.Health;
import lab.servicekit.PermanentFault;
import lab.servicekit.Worker;
import lab.servicekit.http.HttpService;
import lab.servicekit.http.TokenFile;
import lab.topics.producer.BusProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pattern service: a thread that keeps the index at what the warm tier holds, and its REST. */
public final class Lancer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lancer.class);
    private static final String INDEX = "index";
    private static final Duration RETRY_WAIT = Duration.ofSeconds(2);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private final LancerConfig config;
    private final Surroundings surroundings;
    private final Health health;
    private final LancerMetrics metrics;
    private final Worker worker;
    private volatile Optional<PatternIndex> index = Optional.empty();
    private final AtomicLong idleLooks = new AtomicLong();
    private Optional<HttpService> http = Optional.empty();

    /**
     * What the service is given by whoever runs it.
     *
     * @param registry of the whole process: {@code /metrics} shows it
     * @param token admits to whatever is not asked with GET
     * @param bus takes annotations, and is closed by whoever gave it; without one there are none
     */
    public record Surroundings(
            InstantSource clock,
            PrometheusMeterRegistry registry,
            TokenFile token,
            Optional<BusProducer> bus) {}

    public Lancer(LancerConfig config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
        this.health = new Health(surroundings.clock());
        health.part(INDEX);
        this.metrics = new LancerMetrics(surroundings.registry(), () -> index);
        this.worker = new Worker("lancer-index", RETRY_WAIT, this::follow);
    }

    /** Answers from here on, with what the index held, and soon with what the warm tier holds. */
    public void start() {
        http =
                Optional.of(
                        HttpService.named("lancer", config.http())
                                .health(health)
                                .metrics(surroundings.registry())
                                .token(surroundings.token())
                                .openApi(Lancer.class, "openapi.json")
                                .routes(
                                        new LancerRoutes(
                                                () -> index, surroundings.clock(), metrics))
                                .start());
        surroundings
                .bus()
                .ifPresent(bus ->
                        health.check(
                                "annotations",
                                () ->
                                        bus.status()
                                                .trouble()
                                                .map("annotations are not sent: "::concat)));
        worker.start();
    }

    /** Where it answers, once started. */
    public URI uri() {
        return http.orElseThrow(() -> new IllegalStateException("lancer: must be started first"))
                .uri();
    }

    public Health health() {
        return health;
    }

    /**
     * How often it looked and found nothing to do. Whoever sees this twice larger knows that what
     * the warm tier held before is in the index, and its annotations on the bus.
     */
    public long idleLooks() {
        return idleLooks.get();
    }

    /** Why it follows the warm tier no more, if it has failed by something no retry mends. */
    public Optional<String> failure() {
        return worker.failure();
    }

    /** Follows the warm tier until the service closes or something fails. */
    private Duration follow()
            throws WarmTierException, IndexException, IOException, InterruptedException {
        try (PatternIndex opened = PatternIndex.open(config.index(), surroundings.clock());
                WarmCandles warm = WarmCandles.open(config.warehouse(), config.database());
                WarmDoubts doubts = WarmDoubts.open(config.warehouse(), config.database())) {
            index = Optional.of(opened);
            var follower = new Follower(opened, warm, doubts, annotator());
            while (!worker.isClosing()) {
                boolean hasMore = follower.step();
                tellHealth(follower, opened);
                if (!hasMore) {
                    idleLooks.incrementAndGet();
                    worker.pause(config.lookEvery());
                }
            }
            return Duration.ZERO;
        } catch (WarmTierException | IndexException | IOException | RuntimeException | Error e) {
            health.part(INDEX)
                    .down(
                            PermanentFault.in(e)
                                    .map(fault -> "has failed: " + fault.getMessage())
                                    .orElse(String.valueOf(e.getMessage())));
            throw e;
        } finally {
            index = Optional.empty();
        }
    }

    private Optional<Annotator> annotator() throws IOException {
        return surroundings.bus().isPresent()
                ? Optional.of(
                        new Annotator(
                                config.annotations(),
                                config.index().folder(),
                                surroundings.bus().get(),
                                metrics::annotated))
                : Optional.empty();
    }

    private void tellHealth(Follower follower, PatternIndex opened) {
        if (!follower.hasCaughtUp()) {
            health.part(INDEX).starting("the warm tier has no candles yet");
        } else if (!opened.tooMany().isEmpty()) {
            health.part(INDEX)
                    .down(
                            "candles-max: all pairs must fit into memory, these do not: "
                                    + opened.tooMany());
        } else {
            health.part(INDEX).up();
        }
    }

    /** What was written of it is whole, whenever it ends. */
    @Override
    public void close() {
        worker.close();
        http.ifPresent(HttpService::close);
        http = Optional.empty();
        if (!worker.closeGently(CLOSE_WAIT)) {
            log.warn("index still writes; a write that is cut short is not seen");
        }
    }
}
