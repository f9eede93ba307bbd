package lab.consensus.signals;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Signals;
import lab.domain.Pair;
import lab.servicekit.http.TokenFile;
import lab.servicekit.market.SeenMarket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the pattern service about each pair's newest hour, and the commentary service about the
 * newest moment that counts already.
 *
 * <p>Of what they answer only numbers, times and words that are known are taken. A commentary that
 * is to be reviewed, or that nobody could give, is Unknown.
 */
public final class ServiceSignals implements SignalSource {
    private static final int PLACES = 4;
    private static final int DIGITS_MAX = 30;

    private static final Logger log = LoggerFactory.getLogger(ServiceSignals.class);

    private final Asked patterns;
    private final Asked commentary;
    private final SignalSettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final Commentaries said = new Commentaries();

    /** The moments that the commentary service was told of beforehand. */
    private final Map<Pair, Instant> announced = new ConcurrentHashMap<>();

    public ServiceSignals(URI patterns, URI commentary, TokenFile token, SignalSettings settings) {
        this.patterns =
                new Asked(
                        "the pattern service",
                        patterns,
                        "/api/signals/",
                        token,
                        settings.patience());
        this.commentary =
                new Asked(
                        "the commentary service",
                        commentary,
                        "/api/latest/",
                        token,
                        settings.patience());
        this.settings = settings;
    }

    /** What was said, by pair. */
    private record Said(
            Map<Pair, Knowable<PatternSignal>> byPatterns,
            Map<Pair, Knowable<Commented>> byCommentary,
            Map<Pair, String> patternsAsTold,
            Map<Pair, String> commentaryAsTold)
            implements Signals, AsTold {
        Said() {
            this(
                    new ConcurrentHashMap<>(),
                    new ConcurrentHashMap<>(),
                    new ConcurrentHashMap<>(),
                    new ConcurrentHashMap<>());
        }

        @Override
        public Optional<String> patternsAsTold(Pair pair) {
            return Optional.ofNullable(patternsAsTold.get(pair));
        }

        @Override
        public Optional<String> commentaryAsTold(Pair pair) {
            return Optional.ofNullable(commentaryAsTold.get(pair));
        }

        @Override
        public Knowable<PatternSignal> patterns(Pair pair) {
            return byPatterns.getOrDefault(pair, new Knowable.Unknown<>("no candles yet"));
        }

        @Override
        public Knowable<Sentiment> sentiment(Pair pair) {
            return switch (byCommentary.get(pair)) {
                case null -> new Knowable.Unknown<>("no candles yet");
                case Knowable.Unknown<Commented>(var reason) -> new Knowable.Unknown<>(reason);
                case Knowable.Known<Commented>(var comment, var since) ->
                        new Knowable.Known<>(comment.sentiment(), since);
            };
        }

        @Override
        public Optional<String> commentator(Pair pair) {
            return Optional.ofNullable(byCommentary.get(pair))
                    .flatMap(Knowable::known)
                    .map(Commented::source);
        }
    }

    /**
     * A sentiment, and whose word it is.
     *
     * @param asTold the whole answer, word for word
     */
    record Commented(Sentiment sentiment, String source, String asTold) {}

    @Override
    public CompletableFuture<Signals> ask(Instant time, List<SeenMarket> seen) {
        var said = new Said();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (SeenMarket market : seen) {
            answers.add(
                    CompletableFuture.runAsync(
                            () -> said.byPatterns().put(market.pair(), patterns(market, said)),
                            threads));
            answers.add(
                    CompletableFuture.runAsync(
                            () ->
                                    said.byCommentary()
                                            .put(market.pair(), commentary(time, market, said)),
                            threads));
            announce(time, market);
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ -> said);
    }

    private Knowable<PatternSignal> patterns(SeenMarket seen, Said now) {
        return guarded(() ->
                patterns.ask(
                        seen,
                        answer -> {
                            now.patternsAsTold().put(seen.pair(), answer.toString());
                            return patterns(answer);
                        }));
    }

    private Knowable<Commented> commentary(Instant time, SeenMarket seen, Said now) {
        Instant moment = moment(time.minus(settings.delay()));
        SeenMarket asked = of(moment, seen);
        Optional<Knowable<Commented>> known = said.find(asked);
        if (known.isPresent()) {
            known.get()
                    .known()
                    .ifPresent(it -> now.commentaryAsTold().put(seen.pair(), it.asTold()));
            return known.get();
        }
        return guarded(() -> {
            Knowable<Commented> comment =
                    commentary.ask(
                            asked,
                            answer -> {
                                now.commentaryAsTold().put(seen.pair(), answer.toString());
                                return comment(moment, answer);
                            });
            said.keep(asked, comment);
            return comment;
        });
    }

    /** The model may begin as soon as a moment has passed. */
    private void announce(Instant time, SeenMarket seen) {
        Instant moment = moment(time);
        boolean isToCome = moment.isAfter(time.minus(settings.delay()));
        if (isToCome && !moment.equals(announced.put(seen.pair(), moment))) {
            var _ =
                    threads.submit(() ->
                            commentary.ask(of(moment, seen), answer -> comment(moment, answer)));
        }
    }

    private Instant moment(Instant time) {
        long seconds = settings.cycle().toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    private static SeenMarket of(Instant moment, SeenMarket seen) {
        return new SeenMarket(seen.pair(), moment, seen.isWhole(), seen.candles());
    }

    /**
     * An error of ours is no reason to buy or sell; a question that is broken off has no answer.
     */
    private static <T> Knowable<T> guarded(Callable<Knowable<T>> question) {
        try {
            return question.call();
        } catch (InterruptedException e) {
            throw (CancellationException) new CancellationException("closing").initCause(e);
        } catch (CancellationException e) {
            throw e;
        } catch (Exception | Error e) {
            log.error("service cannot be asked", e);
            return new Knowable.Unknown<>("it cannot be asked: " + e);
        }
    }

    /** What an answer of the pattern service says. */
    public static Knowable<PatternSignal> patterns(JsonNode answer) {
        if (answer.hasNonNull("unknown")) {
            return new Knowable.Unknown<>(answer.path("unknown").asText());
        }
        Optional<Instant> end = time(answer.path("query").path("window_end"));
        Optional<BigDecimal> mean = number(answer.path("mean_outcome").path("pct"));
        Optional<BigDecimal> base = number(answer.path("base_rate").path("mean_outcome_pct"));
        if (end.isEmpty() || mean.isEmpty() || base.isEmpty()) {
            return new Knowable.Unknown<>(
                    "the pattern service: must name the hour and its outcomes, did not");
        }
        Knowable<BigDecimal> percentile =
                number(answer.path("percentile"))
                        .<Knowable<BigDecimal>>map(it ->
                                new Knowable.Known<>(
                                        it.setScale(PLACES, RoundingMode.HALF_EVEN), end.get()))
                        .orElseGet(() ->
                                new Knowable.Unknown<>(
                                        "too little history to say how good a match is by chance"));
        return new Knowable.Known<>(
                new PatternSignal(
                        percentile,
                        mean.get(),
                        number(answer.path("mean_outcome").path("low_pct")),
                        base.get()),
                end.get());
    }

    /** What an answer of the commentary service says of a moment. */
    static Knowable<Commented> comment(Instant moment, JsonNode answer) {
        String verdict = answer.path("verdict").asText();
        if (verdict.equals("NONE")) {
            return new Knowable.Unknown<>("nothing could be said of it: it is hardly traded");
        }
        if (!verdict.equals("ACCEPTED")) {
            return new Knowable.Unknown<>("the commentary has to be reviewed");
        }
        for (Sentiment sentiment : Sentiment.values()) {
            if (answer.path("sentiment").asText().equals(sentiment.word())
                    && time(answer.path("time")).filter(moment::equals).isPresent()) {
                return new Knowable.Known<>(
                        new Commented(
                                sentiment,
                                answer.path("source").asText("unnamed"),
                                answer.toString()),
                        moment);
            }
        }
        return new Knowable.Unknown<>(
                "the commentary service: must name a sentiment and its moment, did not");
    }

    private static Optional<BigDecimal> number(JsonNode node) {
        return node.isNumber()
                ? Optional.of(node.decimalValue())
                        .filter(it ->
                                it.precision() - it.scale() < DIGITS_MAX && it.scale() < DIGITS_MAX)
                : Optional.empty();
    }

    private static Optional<Instant> time(JsonNode node) {
        try {
            return node.isTextual() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Who waits for an answer gets none. */
    @Override
    public void close() {
        patterns.close();
        commentary.close();
        threads.shutdownNow();
    }
}
