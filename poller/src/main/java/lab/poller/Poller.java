package lab.poller;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.poller.books.FollowedBooks;
import lab.poller.feed.FeedHealth;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Taken;
import lab.poller.pairs.FollowedPairs;
import lab.poller.position.FeedPosition;
import lab.poller.position.PositionStore;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import lab.topics.producer.ProducerStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one market onto the bus: takes from a feed, makes messages, hands them to the producer,
 * and notes how far everything is acknowledged.
 *
 * <p>One thread does all of it. It waits when the producer's buffer is full, so a recording or a
 * simulated market waits for the bus, and the frames of an exchange wait in their feed's spool. A
 * position is noted once all that came before it is acknowledged: after a crash some messages come
 * twice, none is missing.
 */
public final class Poller implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Poller.class);
    private static final Duration TAKE_WAIT = Duration.ofMillis(50);
    private static final Duration FLUSH_WAIT = Duration.ofSeconds(1);
    private static final Duration SLOW_BUS_WAIT = Duration.ofSeconds(10);
    private static final Duration BUS_LOOK = Duration.ofSeconds(5);
    private static final int LOOK_EVERY_TAKEN = 256;

    private final PollerConfig config;
    private final MarketFeed feed;
    private final BackPressure backPressure;
    private final Counts counts = new Counts();
    private final FollowedBooks books = new FollowedBooks();
    private final FollowedPairs pairs = new FollowedPairs();
    private final AtomicReference<@Nullable List<Pair>> pairsWanted = new AtomicReference<>();
    private final ClockSkew skew;
    private final PositionStore positions;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final PollerMetrics metrics;
    private volatile @Nullable BusProducer producer;
    private volatile @Nullable ProgressReader heard;
    private volatile Optional<Instant> newest = Optional.empty();
    private volatile @Nullable String failure;
    private volatile @Nullable String busTrouble;
    private volatile boolean isClosing;

    /**
     * @param registry where its metrics go
     */
    public Poller(PollerConfig config, InstantSource clock, MeterRegistry registry) {
        this(config, Feeds.open(config, clock), clock, registry);
    }

    private Poller(
            PollerConfig config, MarketFeed feed, InstantSource clock, MeterRegistry registry) {
        this.config = config;
        this.feed = feed;
        this.backPressure =
                feed.canWait() ? new BackPressure(config.aheadLimit()) : BackPressure.open();
        this.skew = ClockSkew.of(feed);
        this.positions = new PositionStore(config.feedFolder());
        this.thread = Thread.ofPlatform().name("poller-" + feed.name()).unstarted(this::run);
        this.metrics =
                new PollerMetrics(registry, this, counts, books.counts(), backPressure, clock);
    }

    /**
     * Sees to it that it can go on where it was, so that nobody has to start it to find out.
     *
     * @throws IllegalStateException if the position that it noted says nothing that is known
     * @throws java.io.UncheckedIOException if it cannot be read, or a newer version wrote it
     */
    public void checkPosition() {
        var _ = positions.read(feed);
    }

    public void start() {
        log.info("poller started feed={} stream={}", feed.identity(), config.stream());
        thread.start();
    }

    /**
     * Waits until the feed has ended and all of it is on the bus.
     *
     * @return whether it has; false if it took too long
     */
    public boolean awaitEnded(Duration waitMax) throws InterruptedException {
        return ended.await(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    }

    public PollerStatus status() {
        BusProducer bus = producer;
        Optional<ProducerStatus> sent = Optional.ofNullable(bus).map(BusProducer::status);
        FeedHealth health = feed.health();
        return new PollerStatus(
                feed.name(),
                feed.exchange(),
                feed.isSimulated(),
                health.connected(),
                sent.map(ProducerStatus::connected).orElse(false),
                counts.frames.sum(),
                counts.trades.sum(),
                counts.conflicting.sum(),
                counts.ticks.sum(),
                counts.heartbeats.sum(),
                counts.deadLetters.sum(),
                health,
                books.health(),
                sent.map(ProducerStatus::published).orElse(Map.of()),
                sent.map(ProducerStatus::undelivered).orElse(0L),
                newest,
                ended.getCount() == 0,
                backPressure.waitingFor(),
                incomplete(),
                Optional.ofNullable(failure),
                Optional.ofNullable(failure)
                        .or(() -> Optional.ofNullable(busTrouble))
                        .or(() -> Optional.ofNullable(heard).flatMap(ProgressReader::trouble))
                        .or(health::trouble)
                        .or(skew::trouble)
                        .or(this::incomplete)
                        .or(() -> sent.flatMap(ProducerStatus::trouble)));
    }

    /** Has the feed give these pairs from here on and no others; any thread may ask for that. */
    public void follow(List<Pair> wanted) {
        pairsWanted.set(List.copyOf(wanted));
    }

    /**
     * Ends an exchange that stands beside another: it has its pairs leave, says that of each, and
     * is closed.
     */
    public void leave() throws InterruptedException {
        follow(List.of());
        if (thread.isAlive()) {
            // A bus that is away is told when the exchange comes again, or at the next start
            stopped.await(SLOW_BUS_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        }
        close();
    }

    /** Whether an exchange beside another has no pair any more. */
    private boolean isLeft() {
        return config.isBeside() && feed.pairs().isEmpty();
    }

    /** Why the feed will not give a pair, as far as that can be found out. */
    public Optional<String> refuses(Pair pair) throws InterruptedException {
        return feed.refuses(pair);
    }

    /** How each pair stands. */
    public SortedMap<Pair, FollowedPairs.Standing> pairs() {
        return pairs.standings();
    }

    /** How often the bus did not say as it should how far the parts behind the feed are. */
    long progressFailures() {
        return Optional.ofNullable(heard).map(ProgressReader::failures).orElse(0L);
    }

    /** Why the feed has given less than it was to give. */
    private Optional<String> incomplete() {
        boolean isOver = ended.getCount() == 0;
        return feed.incomplete()
                .or(() ->
                        isOver && newest.isEmpty()
                                ? Optional.of(
                                        "feed %s: must hold trades, ticks or heartbeats, held none that can be used"
                                                .formatted(feed.name()))
                                : Optional.empty());
    }

    /** Stops taking, delivers what was taken if the bus is there, and notes how far it came. */
    @Override
    public void close() {
        isClosing = true;
        backPressure.release(); // the frame that is held passes, so that the position is whole
        stopping.countDown();
        metrics.close();
        if (!thread.isAlive()) {
            feed.close();
            return;
        }
        try {
            // The thread may wait for the bus; what it held then comes again.
            boolean hasStopped = stopped.await(2 * FLUSH_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!hasStopped && isBusThere()) {
                hasStopped = stopped.await(SLOW_BUS_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (!hasStopped) {
                thread.interrupt();
            }
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            FeedPosition position = positions.read(feed);
            if (position.ended()) {
                log.info("feed had ended already feed={}", feed.identity());
            } else if (!isLeft()) {
                // before the bus is there: an exchange does not wait
                positions.goOn(feed, () -> feed.start(position.feed()));
            }
            awaitBus();
            try (var bus = new BusProducer(config.bus(), config.stream(), ProducerConfig.DEFAULT)) {
                producer = bus;
                bringWatched(bus, position);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BusException | RuntimeException | Error e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
            log.error("poller stopped feed={}", feed.identity(), e);
        } finally {
            feed.close();
            stopped.countDown();
            log.info("poller closed feed={} frames={}", feed.identity(), counts.frames.sum());
        }
    }

    /** As long as it takes; one that refuses us is no use to wait for. */
    private void awaitBus() throws BusException, InterruptedException {
        while (true) {
            try {
                BusTopics.ensure(config.bus(), config.stream(), BUS_LOOK);
                busTrouble = null;
                return;
            } catch (BusException e) {
                if (e.isRefusal()) {
                    throw e;
                }
                busTrouble = "waits for the bus: " + e.getMessage();
            }
        }
    }

    private boolean isBusThere() {
        BusProducer bus = producer;
        return bus != null && bus.status().connected();
    }

    private void bringWatched(BusProducer bus, FeedPosition position) throws InterruptedException {
        if (backPressure.isUnbounded()) {
            bring(bus, position);
            return;
        }
        try (var reader =
                ProgressReader.start(
                        config.bus(),
                        config.stream(),
                        backPressure,
                        MarketClock.of(feed.isSimulated()))) {
            heard = reader;
            bring(bus, position);
        }
    }

    /** Where an earlier run has shown something, the parts have to come there first. */
    private void goOn(Instant shown) throws InterruptedException {
        try (var offsets = new BusOffsets(config.bus())) {
            Optional<Instant> tick =
                    ShownTicks.newest(
                            offsets.tail(config.stream(), Topic.PRICES, 1),
                            MarketClock.of(feed.isSimulated()));
            // Of another feed a tick may be newer; in a silence of this one a heartbeat is
            Instant newest = tick.filter(it -> it.isBefore(shown)).orElse(shown);
            backPressure.goOn(newest.minus(config.aheadLimit().max()), newest);
        } catch (BusException e) {
            log.warn(
                    "bus did not say what was shown, the feed begins as far ahead as it may, anew",
                    e);
        }
    }

    private void bring(BusProducer bus, FeedPosition position) throws InterruptedException {
        var progress = new Progress(positions, feed, bus);
        var router = new FrameRouter(feed, progress, backPressure, counts, skew, books, pairs);
        positions.goOn(feed, () -> router.readFrom(position.clock()));
        newest = router.newest();
        if (newest.isPresent() && !backPressure.isUnbounded()) {
            goOn(newest.get());
        }
        if (!feed.pairs().isEmpty() || isLeft()) {
            router.follow(feed.pairs());
        }
        boolean hasEnded = position.ended() || takeAll(router, progress);
        if (!hasEnded) {
            // A bus that is late and not away is waited for: what it takes then would come again
            if (!progress.saveHere(router, false, FLUSH_WAIT) && isBusThere()) {
                progress.saveHere(router, false, SLOW_BUS_WAIT);
            }
            return;
        }
        router.end();
        while (!progress.saveHere(router, true, FLUSH_WAIT)) {
            log.info("feed has ended, its last messages wait for the bus feed={}", feed.name());
        }
        log.info("feed ended feed={} newest={}", feed.identity(), newest.orElse(Instant.EPOCH));
        ended.countDown();
        stopping.await();
    }

    /** Returns when the feed has ended, or the poller is to stop; says whether the feed has. */
    private boolean takeAll(FrameRouter router, Progress progress) throws InterruptedException {
        long taken = 0;
        while (!isClosing && !isLeft()) {
            boolean isIdle = false;
            List<Pair> wanted = pairsWanted.getAndSet(null);
            if (wanted != null) {
                feed.follow(wanted);
                router.follow(wanted);
            }
            switch (feed.take(TAKE_WAIT)) {
                case Taken.Frame frame -> router.route(frame);
                case Taken.Garbage garbage -> router.route(garbage);
                case Taken.Filled filled -> router.route(filled);
                case Taken.Disconnected disconnected -> router.route(disconnected);
                case Taken.PairOver over -> router.route(over);
                case Taken.Note() -> {}
                case Taken.Nothing() -> isIdle = true;
                case Taken.Ended() -> {
                    newest = router.newest();
                    return true;
                }
            }
            if (isIdle || ++taken % LOOK_EVERY_TAKEN == 0) {
                newest = router.newest();
                progress.look(router);
            }
        }
        newest = router.newest();
        return false;
    }
}
