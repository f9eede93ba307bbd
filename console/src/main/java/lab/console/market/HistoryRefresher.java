package lab.console.market;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lab.domain.Pair;
import lab.servicekit.Lately;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings finished candles into the live market, for the pairs that somebody looks at.
 *
 * <p>One reader at most is under way, so a slow store slows this down and nothing else.
 */
public final class HistoryRefresher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HistoryRefresher.class);

    /** How long finished candles are taken as they are: corrections are rare. */
    static final Duration FRESH = Duration.ofSeconds(60);

    /** How long a pair is refreshed after somebody last looked at it. */
    static final Duration WANTED = Duration.ofMinutes(5);

    /** Of more pairs at once than this, nobody looks at the candles. */
    static final int PAIRS_MAX = 64;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final CandleHistory history;
    private final LiveMarket market;
    private final InstantSource clock;
    private final Map<Pair, Instant> wantedAt = new HashMap<>();
    private final Map<Pair, Instant> readAt = new HashMap<>();
    private final Map<Pair, CountDownLatch> firstRead = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Worker worker;

    public HistoryRefresher(CandleHistory history, LiveMarket market, InstantSource clock) {
        this.history = history;
        this.market = market;
        this.clock = clock;
        this.worker = new Worker("console-history", PAUSE, this::once);
    }

    public void start() {
        worker.start();
    }

    /** Says that somebody looks at a pair. */
    public void want(Pair pair) {
        synchronized (this) {
            if (!wantedAt.containsKey(pair) && wantedAt.size() >= PAIRS_MAX) {
                return;
            }
            wantedAt.put(pair, clock.instant());
        }
        if (firstRead.putIfAbsent(pair, new CountDownLatch(1)) == null) {
            news.release();
        }
    }

    /** Waits until a wanted pair's history has been read once; false if the patience is over. */
    public boolean awaitFirst(Pair pair, Duration patience) throws InterruptedException {
        CountDownLatch first = firstRead.get(pair);
        return first != null && first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads one pair that is due; false if none is. */
    boolean step() {
        Optional<Pair> due = nextDue();
        due.ifPresent(this::read);
        return due.isPresent();
    }

    @Override
    public void close() {
        worker.closeNow(Duration.ZERO);
    }

    private Duration once() throws InterruptedException {
        if (!step() && news.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
        return Duration.ZERO;
    }

    private void read(Pair pair) {
        try {
            market.onHistory(pair, history.last(pair, LiveMarket.MINUTES_MAX));
        } catch (RuntimeException | Error e) {
            // The page goes on with what it has; the store's own part says that it is down
            log.atWarn()
                    .addKeyValue("pair", pair)
                    .addKeyValue("reason", e.toString())
                    .log("candle history not read");
        } finally {
            synchronized (this) {
                readAt.put(pair, clock.instant());
            }
            firstRead.computeIfAbsent(pair, p -> new CountDownLatch(1)).countDown();
        }
    }

    private synchronized Optional<Pair> nextDue() {
        Instant now = clock.instant();
        wantedAt.values().removeIf(at -> at.isBefore(now.minus(WANTED)));
        readAt.keySet().retainAll(wantedAt.keySet());
        firstRead.keySet().retainAll(wantedAt.keySet());
        return wantedAt.keySet().stream()
                .filter(pair ->
                        !Lately.isWithin(FRESH, readAt.getOrDefault(pair, Instant.MIN), now))
                .findFirst();
    }
}
