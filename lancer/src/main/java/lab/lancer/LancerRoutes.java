package lab.lancer;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lab.domain.Pair;
import lab.lancer.index.PatternIndex;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.CandleClose;
import lab.servicekit.http.Json;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import lab.servicekit.market.SeenMarket;

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
        router.json("/api/signals", this::all)
                .json("/api/signals/{pair}", this::one)
                .post("/api/signals/{pair}", this::seen);
    }

    private Map<String, SignalAnswer> all(RequestView request) {
        Optional<Instant> asOf = request.time("as_of");
        PatternIndex opened = opened();
        Map<String, SignalAnswer> answers = new TreeMap<>();
        for (Pair pair : opened.pairs()) {
            searched(opened, pair, asOf, false)
                    .ifPresent(answer ->
                            answers.put(
                                    pair.name(), SignalAnswer.of(pair, answer, clock.instant())));
        }
        return answers;
    }

    private SignalAnswer one(RequestView request) {
        Optional<Instant> asOf = request.time("as_of");
        boolean hasCurves = isTrue("curves", request);
        boolean hasDoubtful = isTrue("doubtful", request);
        Pair pair = request.pair();
        PatternIndex opened = opened(pair);
        long begin = System.nanoTime();
        Answer answer =
                searched(opened, pair, asOf, hasDoubtful)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "pair: must have candles, has none: " + pair));
        metrics.answers().record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        SignalAnswer said = SignalAnswer.of(pair, answer, clock.instant());
        if (asOf.isEmpty()) {
            metrics.answered(pair, said);
        }
        return hasCurves ? opened.series(pair).map(said::withCurves).orElse(said) : said;
    }

    /** For somebody who tells what he has seen, and depends on nothing else. */
    private void seen(ServerRequest request, ServerResponse response)
            throws JsonProcessingException {
        SeenMarket market = SeenMarket.of(new RequestView(request));
        if (market.candles().isEmpty()) {
            throw ProblemException.badRequest("candles: must be one or more, were none");
        }
        List<CandleClose> seen =
                market.candles().stream()
                        .map(it ->
                                CandleClose.at(
                                        it.start(), it.close().toBigDecimal().doubleValue(), true))
                        .toList();
        PatternIndex opened = opened(market.pair());
        Answer answer =
                searched(() -> opened.answer(market.pair(), market.asOf(), seen, market.isWhole()))
                        .orElseThrow(() ->
                                ProblemException.unavailable(
                                        "index: must have come to the candles that are told, has not yet"));
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(Json.write(SignalAnswer.of(market.pair(), answer, clock.instant())));
    }

    private static boolean isTrue(String parameter, RequestView request) {
        return switch (request.parameter(parameter).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.badRequest(parameter + ": must be true or false");
        };
    }

    private PatternIndex opened() {
        return index.get()
                .orElseThrow(() ->
                        ProblemException.unavailable(
                                "index: it must be open, /api/health says why not"));
    }

    private PatternIndex opened(Pair pair) {
        PatternIndex opened = opened();
        if (opened.tooMany().contains(pair)) {
            throw ProblemException.unavailable(
                    "pair: its candles must fit into memory (candles-max), do not: " + pair);
        }
        return opened;
    }

    /**
     * @param hasDoubtful whether by all candles, those in doubt too, which takes an {@code as_of}
     */
    private Optional<Answer> searched(
            PatternIndex opened, Pair pair, Optional<Instant> asOf, boolean hasDoubtful) {
        if (hasDoubtful && asOf.isEmpty()) {
            throw ProblemException.badRequest("doubtful: must come with as_of");
        }
        return opened.has(pair)
                ? searched(() -> answer(opened, pair, asOf, hasDoubtful))
                : Optional.empty();
    }

    private static Optional<Answer> answer(
            PatternIndex opened, Pair pair, Optional<Instant> asOf, boolean hasDoubtful) {
        if (asOf.isEmpty()) {
            return opened.newest(pair);
        }
        return hasDoubtful ? opened.answerByAll(pair, asOf.get()) : opened.answer(pair, asOf.get());
    }

    private Optional<Answer> searched(Supplier<Optional<Answer>> search) {
        try {
            if (!searches.tryAcquire(WAITS_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable(
                        "search: at most %d at once, others are under way".formatted(SEARCHES_MAX));
            }
            try {
                return search.get();
            } finally {
                searches.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("search: the service is closing");
        }
    }
}
