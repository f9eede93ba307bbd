package lab.console.market;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Layer;
import lab.domain.Pair;

/**
 * The newest annotations, in memory, so that pages which ask every few seconds cost next to
 * nothing: the store is asked for what is new, once in {@value #FRESH_MILLIS} ms at most and only
 * while somebody asks. What is older than all that is kept here is read from the store, and
 * remembered for ten seconds.
 */
public final class Annotations {
    static final int KEPT_MAX = 20_000;
    static final long FRESH_MILLIS = 1_000;
    static final Duration OLDER_FRESH = Duration.ofSeconds(10);
    private static final int OLDER_ANSWERS_MAX = 32;

    private static final Comparator<AnnotationRow> BY_TIME =
            Comparator.comparing(AnnotationRow::time).thenComparing(AnnotationRow::id);

    private final AnnotationStore store;
    private final InstantSource clock;
    private final int keptMax;
    private final Map<String, AnnotationRow> kept = new HashMap<>();
    private final Map<Question, Older> olderAnswers = new HashMap<>();
    private List<AnnotationRow> ordered = List.of();
    private OptionalLong version = OptionalLong.empty();
    private Optional<Instant> lookedAt = Optional.empty();

    /** All that is kept is of this time or later; all there is, if empty. */
    private Optional<Instant> keptFrom = Optional.empty();

    /** What was answered about what is not kept here. */
    private record Older(Instant at, List<AnnotationRow> rows) {
        boolean isFresh(Instant now) {
            return Duration.between(at, now).abs().compareTo(OLDER_FRESH) < 0;
        }
    }

    public Annotations(AnnotationStore store, InstantSource clock) {
        this(store, clock, KEPT_MAX);
    }

    Annotations(AnnotationStore store, InstantSource clock, int keptMax) {
        this.store = store;
        this.clock = clock;
        this.keptMax = keptMax;
    }

    /**
     * What is asked for.
     *
     * @param limit of more than so many the newest
     */
    public record Question(
            AnnotationStore.Time time, Optional<Pair> pair, Optional<Layer> layer, int limit) {
        boolean asksFor(AnnotationRow row) {
            return time.has(row.time())
                    && pair.filter(it -> !it.name().equals(row.pair())).isEmpty()
                    && layer.filter(it -> !it.word().equals(row.layer())).isEmpty();
        }
    }

    /** The newest ones that are asked for, the newest last. */
    public synchronized List<AnnotationRow> answer(Question question) {
        refresh();
        Instant from = question.time().from().orElse(Instant.MIN);
        if (keptFrom.filter(from::isBefore).isPresent()) {
            return older(question);
        }
        List<AnnotationRow> asked = ordered.stream().filter(question::asksFor).toList();
        return asked.subList(Math.max(0, asked.size() - question.limit()), asked.size());
    }

    /** When the newest one is of. */
    public synchronized Optional<Instant> newest() {
        refresh();
        return ordered.isEmpty() ? Optional.empty() : Optional.of(ordered.getLast().time());
    }

    private List<AnnotationRow> older(Question question) {
        Instant now = clock.instant();
        olderAnswers.values().removeIf(it -> !it.isFresh(now));
        Older known = olderAnswers.get(question);
        if (known == null) {
            if (olderAnswers.size() >= OLDER_ANSWERS_MAX) {
                olderAnswers.clear();
            }
            known =
                    new Older(
                            now,
                            store.of(question.time(), question::asksFor, question.limit()).stream()
                                    .sorted(BY_TIME)
                                    .toList());
            olderAnswers.put(question, known);
        }
        return known.rows();
    }

    private void refresh() {
        Instant now = clock.instant();
        Duration age = Duration.between(lookedAt.orElse(Instant.EPOCH), now).abs();
        if (age.toMillis() < FRESH_MILLIS) {
            return;
        }
        store.since(version, keptMax).ifPresent(this::take);
        lookedAt = Optional.of(now);
    }

    private void take(AnnotationStore.Reading reading) {
        if (reading.isWhole()) {
            kept.clear();
            keptFrom = Optional.empty();
        }
        reading.rows().forEach(row -> kept.put(row.id(), row));
        List<AnnotationRow> all = new ArrayList<>(kept.values());
        all.sort(BY_TIME);
        if (all.size() >= keptMax) {
            List<AnnotationRow> gone = all.subList(0, all.size() - keptMax);
            gone.forEach(row -> kept.remove(row.id()));
            gone.clear();
            // Of the oldest moment some may have gone
            keptFrom = Optional.of(all.getFirst().time().plusNanos(1));
        }
        ordered = List.copyOf(all);
        version = OptionalLong.of(reading.version());
    }
}
