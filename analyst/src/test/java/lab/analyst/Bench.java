package lab.analyst;

import static lab.analyst.facts.SomeCandles.BTC;
import static lab.analyst.facts.SomeCandles.START;
import static lab.analyst.facts.SomeCandles.wandering;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lab.analyst.market.MemoryCandles;
import lab.analyst.model.OllamaCommentator;
import lab.analyst.model.OllamaSettings;
import lab.analyst.patterns.PatternSource;
import lab.analyst.store.Comment;
import lab.analyst.store.Journal;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.servicekit.Metrics;

/** The cycles with all that they are made of, worked by hand. */
final class Bench implements AutoCloseable {
    static final URI NOBODY = URI.create("http://127.0.0.1:1");
    static final int BACKLOG_MAX = 3;
    static final Pair DOGE = new Pair("DOGE-USD");

    final MemoryCandles candles = new MemoryCandles();
    final TestClock clock = new TestClock();
    final Journal journal;
    final OllamaCommentator model;
    final Cycles cycles;
    final Tally tally = new Tally(Metrics.registry());

    Bench(Path folder, URI ollama) throws IOException {
        this(folder, ollama, false, PatternSource.NONE);
    }

    Bench(Path folder, URI ollama, boolean masked, PatternSource patterns) throws IOException {
        journal = Journal.open(folder);
        model =
                new OllamaCommentator(
                        new OllamaSettings(
                                ollama,
                                "llama3.1:8b",
                                Duration.ofMinutes(2),
                                400,
                                4_096,
                                Duration.ofSeconds(30)),
                        clock);
        cycles =
                new Cycles(
                        new Moments(Duration.ofMinutes(5)),
                        BACKLOG_MAX,
                        new Cycles.Parts(
                                candles,
                                patterns,
                                new Commenting(model, journal, masked, tally),
                                journal,
                                tally));
    }

    /** Publishes candles together, and comments on what is due then; it was there before them. */
    Bench passed(List<Candle> more) throws Exception {
        step();
        candles.publish(more);
        step();
        return this;
    }

    void step() throws Exception {
        model.look();
        var _ = cycles.step(() -> false);
    }

    /** All comments of the cycle on a pair, oldest first. */
    List<Comment> comments(Pair pair) {
        return Stream.iterate(START, moment -> moment.plus(Duration.ofMinutes(5)))
                .limit(60)
                .map(moment ->
                        journal.asOf(pair.name(), moment).stream()
                                .filter(comment -> comment.time().equals(moment))
                                .findFirst())
                .flatMap(Optional::stream)
                .toList();
    }

    static List<Candle> market(int minutes) {
        List<Candle> market = new ArrayList<>(wandering(BTC, START, minutes, "62312.45"));
        market.addAll(wandering(DOGE, START, minutes, "0.08712"));
        return market;
    }

    static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    /** What is said, without how long it took. */
    static List<String> said(Bench bench) {
        return List.of(BTC, DOGE).stream()
                .flatMap(pair -> bench.comments(pair).stream())
                .map(Bench::said)
                .toList();
    }

    static String said(Comment comment) {
        return "%s %s %s %s %s %s %s %s %s"
                .formatted(
                        comment.pair(),
                        comment.time(),
                        comment.source(),
                        comment.verdict(),
                        comment.sentiment(),
                        comment.evidence(),
                        comment.narrative(),
                        comment.facts(),
                        comment.answer());
    }

    @Override
    public void close() throws IOException {
        model.close();
        journal.close();
    }
}
