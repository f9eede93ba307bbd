package lab.analyst;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import lab.analyst.market.CandleSource;
import lab.analyst.model.OllamaCommentator;
import lab.analyst.patterns.PatternService;
import lab.analyst.rules.RulesCommentator;
import lab.analyst.store.Journal;
import lab.servicekit.Health;
import lab.servicekit.PermanentFault;
import lab.servicekit.Worker;
import lab.servicekit.http.HttpService;
import lab.servicekit.http.TokenFile;
import lab.topics.producer.BusProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The analyst as a service: a thread that comments on each moment that the candles have passed, and
 * its REST. Without a model it comments by rules; without candles it waits for them.
 */
public final class Analyst implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Analyst.class);
    private static final Duration RETRY_WAIT = Duration.ofSeconds(2);
    private static final Duration IDLE_WAIT = Duration.ofMillis(500);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private final AnalystConfig config;
    private final Surroundings surroundings;
    private final Health health;
    private final Journal journal;
    private final OllamaCommentator model;
    private final PatternService patterns;
    private final Tally tally;
    private final Moments moments;
    private final Cycles cycles;
    private final Optional<Announcer> announcer;
    private final Worker worker;
    private volatile boolean isIdle;
    private Optional<HttpService> http = Optional.empty();

    /**
     * What the analyst is given by whoever runs it.
     *
     * @param registry of the whole process: {@code /metrics} shows it
     * @param token admits to what changes something
     * @param candles are closed with the analyst
     * @param bus takes comments for charts, and is closed by whoever gave it; without one they are
     *     not shown there
     */
    public record Surroundings(
            InstantSource clock,
            PrometheusMeterRegistry registry,
            TokenFile token,
            CandleSource candles,
            Optional<BusProducer> bus) {}

    /**
     * Who comments now.
     *
     * @param source {@code ollama} or {@code rules}
     * @param reason why it is not the model
     */
    public record Standing(
            String source,
            Optional<String> reason,
            String model,
            URI url,
            boolean masked,
            long cycles,
            long skippedMoments) {}

    /** Opens what it keeps; nobody else may have it open. */
    public Analyst(AnalystConfig config, Surroundings surroundings) throws IOException {
        this.config = config;
        this.surroundings = surroundings;
        this.health = new Health(surroundings.clock());
        this.tally = new Tally(surroundings.registry());
        this.journal = Journal.open(config.folder());
        tally.unreadable(journal::unreadable);
        AnalystSettings settings = config.settings();
        this.model = new OllamaCommentator(settings.ollama(), surroundings.clock());
        this.patterns =
                new PatternService(
                        config.patterns(),
                        surroundings.token(),
                        surroundings.clock(),
                        settings.patternPatience());
        this.moments = new Moments(settings.cycle());
        this.cycles =
                new Cycles(
                        moments,
                        settings.maxBacklog(),
                        new Cycles.Parts(
                                surroundings.candles(),
                                patterns,
                                new Commenting(model, journal, settings.masked(), tally),
                                journal,
                                tally));
        this.announcer = surroundings.bus().map(bus -> new Announcer(journal, bus, tally));
        this.worker = new Worker("analyst", RETRY_WAIT, this::once);
    }

    /** Answers from here on, and comments as soon as there are candles. */
    public void start() {
        health.part("candles").starting("no candles were read yet");
        http =
                Optional.of(
                        HttpService.named("analyst", config.http())
                                .health(health)
                                .metrics(surroundings.registry())
                                .token(surroundings.token())
                                .openApi(Analyst.class, "openapi.json")
                                .routes(new AnalystRoutes(journal, cycles, moments, this::standing))
                                .start());
        announcer.ifPresent(it -> {
            health.check("annotations", it::trouble);
            it.start();
        });
        worker.start();
    }

    /** Where it answers, once started. */
    public URI uri() {
        return http.orElseThrow(() -> new IllegalStateException("analyst: must be started first"))
                .uri();
    }

    /** How each part is, as {@code /api/health} says it. */
    public Health health() {
        return health;
    }

    /** Who comments now, and how much was commented on. */
    public Standing standing() {
        Optional<String> trouble = model.trouble();
        return new Standing(
                trouble.isEmpty() ? OllamaCommentator.SOURCE : RulesCommentator.SOURCE,
                trouble,
                config.settings().model(),
                model.settings().shownUrl(),
                config.settings().masked(),
                tally.cycles(),
                tally.skipped());
    }

    /** Whether all candles that can be read now are commented on, and charts have the comments. */
    public boolean isDone() {
        try {
            return isIdle && cycles.isDone() && announcer.map(Announcer::isDone).orElse(true);
        } catch (IOException e) {
            log.info("candles not read reason={}", e.toString());
            return false;
        }
    }

    /** Why it comments or announces no more, if it has failed by something no retry mends. */
    public Optional<String> failure() {
        return worker.failure().or(() -> announcer.flatMap(Announcer::failure));
    }

    /** What is lost of all that it ever said, and what to do about it, if anything is. */
    public Optional<String> lost() {
        return journal.trouble();
    }

    /** Whatever goes wrong here is tried again: the journal knows how far it came. */
    private Duration once() throws IOException, InterruptedException {
        try {
            health.part("journal").up(journal.trouble().orElse(""));
            model.look();
            health.part("model").up(model.trouble().map("by rules; "::concat).orElse(""));
            boolean isChanged = cycles.step(worker::isClosing);
            health.part("candles").up();
            isIdle = !isChanged;
            return isChanged ? Duration.ZERO : IDLE_WAIT;
        } catch (IOException | RuntimeException | Error e) {
            isIdle = false;
            health.part("candles")
                    .down(
                            PermanentFault.in(e)
                                    .map(fault -> "has failed: " + fault.getMessage())
                                    .orElse("commentary failed and is tried again: " + e));
            throw e;
        }
    }

    /** Stops; an answer that the model has not finished is given up. */
    @Override
    public void close() throws IOException {
        worker.close();
        patterns.close();
        model.close();
        if (!worker.closeNow(CLOSE_WAIT)) {
            log.warn("analyst did not stop in time limit={}", CLOSE_WAIT);
        }
        announcer.ifPresent(Announcer::close);
        http.ifPresent(HttpService::close);
        http = Optional.empty();
        try (journal) {
            surroundings.candles().close();
        }
    }
}
