package lab.lancer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lab.domain.Pair;
import lab.lancer.index.PatternIndex;
import lab.lancer.pattern.Answer;
import lab.servicekit.ProblemException;
import lab.servicekit.RequestView;
import lab.servicekit.Router;

/** What the pattern service answers. */
final class LancerRoutes implements Router.Routes {
    /** How many may search at once; a search takes a processor. */
    private static final int SEARCHES_MAX = 2;

    private static final Duration WAITS_AT_MOST = Duration.ofSeconds(10);

    private final Supplier<Optional<PatternIndex>> index;
    private final InstantSource clock;
    private final LancerMetrics metrics;
    private final Semaphore searches = new Semaphore(SEARCHES_MAX);

    LancerRoutes(
            Supplier<Optional<PatternIndex>> index, InstantSource clock, LancerMetrics metrics) {
        this.index = index;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/signals", this::all).json("/api/signals/{pair}", this::one);
    }

    private Map<String, SignalAnswer> all(RequestView request) {
        Optional<Instant> asOf = request.time("as_of");
        PatternIndex opened = opened();
        Map<String, SignalAnswer> answers = new TreeMap<>();
        for (Pair pair : opened.pairs()) {
            searched(opened, pair, asOf)
                    .ifPresent(answer ->
                            answers.put(
                                    pair.name(), SignalAnswer.of(pair, answer, clock.instant())));
        }
        return answers;
    }

    private SignalAnswer one(RequestView request) {
        Optional<Instant> asOf = request.time("as_of");
        boolean hasCurves = hasCurves(request);
        Pair pair = request.pair();
        PatternIndex opened = opened();
        if (opened.tooMany().contains(pair)) {
            throw ProblemException.unavailable(
                    "pair: its candles must fit into memory (candles-max), do not: " + pair);
        }
        long begin = System.nanoTime();
        Answer answer =
                searched(opened, pair, asOf)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "pair: must have candles, has none: " + pair));
        metrics.answers().record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        SignalAnswer said = SignalAnswer.of(pair, answer, clock.instant());
        return hasCurves ? opened.series(pair).map(said::withCurves).orElse(said) : said;
    }

    private static boolean hasCurves(RequestView request) {
        return switch (request.parameter("curves").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.badRequest("curves: must be true or false");
        };
    }

    private PatternIndex opened() {
        return index.get()
                .orElseThrow(() ->
                        ProblemException.unavailable(
                                "index: it must be open, /api/health says why not"));
    }

    private Optional<Answer> searched(PatternIndex opened, Pair pair, Optional<Instant> asOf) {
        if (!opened.has(pair)) {
            return Optional.empty();
        }
        try {
            if (!searches.tryAcquire(WAITS_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable(
                        "search: at most %d at once, others are under way".formatted(SEARCHES_MAX));
            }
            try {
                return asOf.isPresent() ? opened.answer(pair, asOf.get()) : opened.newest(pair);
            } finally {
                searches.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("search: the service is closing");
        }
    }
}
