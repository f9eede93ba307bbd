package lab.lancer.annotation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import lab.domain.Annotation;
import lab.domain.Pair;
import lab.files.KeptFile;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.LiveMinutes;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Series;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;

/**
 * Judges each minute of a pair that the lab saw, in order, as of its own end, and puts those that
 * are worth it onto the bus. One thread works it.
 *
 * <p>Matches are searched exactly here, whatever the index proposes, and imported history is
 * searched but not annotated. What is decided stays decided: a late trade that corrects a candle,
 * or history that is imported later, changes no annotation of before.
 */
public final class Annotator {
    /** What it keeps in a data directory. */
    public static final KeptFile KEPT = Notebook.KEPT;

    /** So few at once that a new candle never waits long. */
    private static final int MINUTES_AT_ONCE = 16;

    /** Where nothing was judged before, what is older is not news. */
    private static final Duration REACH_MAX = Duration.ofDays(7);

    private final AnnotationRule rule;
    private final Notebook notebook;
    private final BusProducer bus;
    private final Consumer<Annotation> decided;

    /** How many of the unsent are handed over, and the number that the last of them has there. */
    private int handed;

    private OptionalLong lastHanded = OptionalLong.empty();

    /**
     * @param folder where it remembers
     * @param decided hears of each new annotation
     */
    public Annotator(
            AnnotationRule rule, Path folder, BusProducer bus, Consumer<Annotation> decided)
            throws IOException {
        this.rule = rule;
        this.notebook = Notebook.open(folder);
        this.bus = bus;
        this.decided = decided;
    }

    /** The candles of a pair as they are now. */
    public interface Market {
        List<Pair> pairs();

        Optional<Series> series(Pair pair);
    }

    /** Judges some minutes and sends what is worth it; whether there is more to do. */
    public boolean step(Market market) throws IOException {
        boolean hasJudged = false;
        for (Pair pair : market.pairs()) {
            Optional<Series> series = market.series(pair);
            hasJudged |= series.isPresent() && judge(pair, series.get());
        }
        if (hasJudged) {
            notebook.save();
        }
        deliver();
        return hasJudged || !notebook.unsent().isEmpty();
    }

    private boolean judge(Pair pair, Series series) {
        OptionalInt last = judgedUpTo(pair, series);
        if (last.isEmpty()) {
            return false;
        }
        List<Integer> minutes = LiveMinutes.behind(series, last.getAsInt(), MINUTES_AT_ONCE);
        Optional<Instant> annotated = notebook.track(pair).flatMap(Notebook.Track::annotated);
        for (int minute : minutes) {
            Optional<Annotation> annotation = annotation(pair, series, minute, annotated);
            if (annotation.isPresent()) {
                notebook.add(annotation.get());
                decided.accept(annotation.get());
                annotated = Optional.of(annotation.get().time());
            }
            notebook.judged(pair, new Notebook.Track(minute, annotated));
        }
        return !minutes.isEmpty();
    }

    /** The minute behind which to go on; none where there is nothing to judge. */
    private OptionalInt judgedUpTo(Pair pair, Series series) {
        Optional<Notebook.Track> track = notebook.track(pair);
        if (track.isPresent()) {
            return OptionalInt.of(track.get().minute());
        }
        Optional<Instant> newest = series.newestEnd();
        OptionalInt first =
                newest.isPresent()
                        ? LiveMinutes.firstAfter(series, newest.get().minus(REACH_MAX))
                        : OptionalInt.empty();
        return first.isPresent() ? OptionalInt.of(first.getAsInt() - 1) : OptionalInt.empty();
    }

    private Optional<Annotation> annotation(
            Pair pair, Series series, int minute, Optional<Instant> annotated) {
        Instant end = LiveMinutes.end(minute);
        if (!rule.isCool(end, annotated) || !LiveMinutes.maySayPercentile(series, minute)) {
            return Optional.empty();
        }
        Answer answer = Patterns.answer(series, end);
        return rule.isWorth(answer) ? Optional.of(MatchText.of(pair, answer)) : Optional.empty();
    }

    /** Hands over what was not, and forgets what the bus has. */
    private void deliver() throws IOException {
        if (lastHanded.isPresent() && bus.settledUpTo() >= lastHanded.getAsLong()) {
            notebook.sent(handed);
            notebook.save();
            handed = 0;
            lastHanded = OptionalLong.empty();
        }
        List<Notebook.Unsent> unsent = notebook.unsent();
        while (handed < unsent.size()) {
            Notebook.Unsent next = unsent.get(handed);
            OptionalLong number = bus.trySend(Topic.ANNOTATIONS, next.pair(), next.bytes());
            if (number.isEmpty()) {
                return;
            }
            handed++;
            lastHanded = number;
        }
    }
}
