package lab.console.service;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lab.domain.Pair;
import lab.servicekit.Lately;
import lab.servicekit.http.ServiceAnswers;
import lab.servicekit.http.ServiceException;

/**
 * A question that one service answers for each pair. It is asked when a page asks, and what is said
 * is good for the other pages for a few seconds: many pages ask as often as one.
 */
public final class PairQuestion<T> implements AutoCloseable {
    private static final Set<Integer> OK = Set.of(200);

    /** How many pairs' answers are kept. */
    static final int PAIRS_MAX = 64;

    /** How many pairs may be asked about at once. */
    private static final int ASKED_MAX = 2;

    static final Duration GOOD_FOR = Duration.ofSeconds(4);

    private final Optional<ServiceAnswers> service;
    private final String path;
    private final Class<T> type;
    private final Duration patience;
    private final InstantSource clock;
    private final Semaphore asking = new Semaphore(ASKED_MAX);
    private final AtomicLong missed = new AtomicLong();
    private final Map<Pair, Latest<T>> pairs = new LinkedHashMap<>(PAIRS_MAX, 0.75f, true);

    /** What was last said of one pair; who wants to know waits for who asks already. */
    private static final class Latest<T> {
        private Optional<Told<T>> told = Optional.empty();
        private Instant askedAt = Instant.MIN;
    }

    /**
     * Has not asked yet.
     *
     * @param base of the service's REST; without one there is no service
     * @param path in which {@code %s} stands for the pair
     * @param patience how long one answer may take
     */
    public PairQuestion(
            Optional<URI> base,
            String path,
            Class<T> type,
            Duration patience,
            InstantSource clock) {
        this.service = base.map(ServiceAnswers::new);
        this.path = path;
        this.type = type;
        this.patience = patience;
        this.clock = clock;
    }

    /** What is said of a pair now, or was a moment ago. */
    public Told<T> answer(Pair pair) {
        if (service.isEmpty()) {
            return Told.none(clock.instant());
        }
        Latest<T> latest = latest(pair);
        synchronized (latest) {
            if (latest.told.isPresent()
                    && Lately.isWithin(GOOD_FOR, latest.askedAt, clock.instant())) {
                return latest.told.get();
            }
            Told<T> told = ask(service.get(), pair);
            latest.told = Optional.of(told);
            latest.askedAt = clock.instant();
            return told;
        }
    }

    /** How often the service did not answer as it should. */
    public long missed() {
        return missed.get();
    }

    private Latest<T> latest(Pair pair) {
        synchronized (pairs) {
            Latest<T> latest = pairs.computeIfAbsent(pair, p -> new Latest<>());
            while (pairs.size() > PAIRS_MAX) {
                pairs.remove(pairs.keySet().iterator().next());
            }
            return latest;
        }
    }

    private Told<T> ask(ServiceAnswers answers, Pair pair) {
        Instant now = clock.instant();
        try {
            if (!asking.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return away(
                        now,
                        "it must be free within %d ms, answers about other pairs"
                                .formatted(patience.toMillis()));
            }
            try {
                return Told.said(now, answers.ask(path.formatted(pair.name()), type, OK, patience));
            } finally {
                asking.release();
            }
        } catch (ServiceException e) {
            String reason = String.valueOf(e.getMessage());
            return e.isNotFound() ? Told.nothing(now, reason) : away(now, reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return away(now, "the console is closing");
        }
    }

    private Told<T> away(Instant now, String reason) {
        missed.incrementAndGet();
        return Told.away(now, reason);
    }

    @Override
    public void close() {
        service.ifPresent(ServiceAnswers::close);
    }
}
