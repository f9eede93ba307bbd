package lab.replay;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lab.domain.MarketClock;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.poller.BackPressure;
import lab.poller.ProgressReader;
import lab.poller.ShownTicks;
import lab.poller.feed.Speed;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.LogCopier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the cold tier has recorded onto the topics of a stream: the same bytes in the same
 * partitions in the same order, each once, whatever happens in between.
 *
 * <p>It is opened with what it is to replay, which is checked at once; then started, and closed. A
 * replay that is opened again in the same folder with the same options goes on where it was.
 */
public final class Replay implements AutoCloseable {
    public static final KeptFile KEPT = ReplayPosition.KEPT;

    private static final Logger log = LoggerFactory.getLogger(Replay.class);
    private static final Duration SAVE_EVERY = Duration.ofMillis(500);
    private static final Duration BUS_LOOK = Duration.ofSeconds(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final ReplayOptions options;
    private final BusConnection bus;
    private final Recording recording;
    private final ReplaySpan span;
    private final ReplayPosition begun;
    private final BackPressure backPressure;
    private final Thread thread;
    private final ReplayMetrics metrics;
    private final Throughput throughput = new Throughput();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Playback playback;
    private volatile @Nullable LogCopier copier;
    private volatile @Nullable String failure;
    private volatile @Nullable String busTrouble;
    private volatile @Nullable ProgressReader heard;
    private volatile boolean isPaused;

    /** Only the playing thread looks at these. */
    private Optional<Mark> pending = Optional.empty();

    private long markedAtNanos = System.nanoTime() - SAVE_EVERY.toNanos();

    /** A position and the number of the last message that came before it. */
    private record Mark(ReplayPosition position, long number) {}

    private Replay(
            ReplayOptions options,
            BusConnection bus,
            Recording recording,
            ReplaySpan span,
            ReplayPosition begun,
            InstantSource clock,
            MeterRegistry registry) {
        this.options = options;
        this.bus = bus;
        this.recording = recording;
        this.span = span;
        this.begun = begun;
        this.backPressure = new BackPressure(options.aheadLimit());
        this.thread = Thread.ofPlatform().name("replay-" + options.stream()).unstarted(this::run);
        this.metrics = new ReplayMetrics(registry, this, backPressure, options.stream(), clock);
    }

    /**
     * Looks what there is to replay. On the bus nothing is written yet.
     *
     * @param registry where its metrics go
     * @throws ReplayException if it cannot be replayed as asked
     */
    public static Replay open(
            ReplayOptions options, BusConnection bus, InstantSource clock, MeterRegistry registry)
            throws ReplayException {
        Optional<ReplayPosition> kept = ReplayPosition.read(options.folder());
        if (kept.isPresent()) {
            checkSame(kept.get().options(), known(options));
        }
        Recording recording = Recording.open(options, kept.map(ReplayPosition::snapshots));
        try {
            ReplaySpan span = recording.span(options);
            if (kept.isEmpty()) {
                recording.check(options.pairs());
            }
            ReplayPosition begun =
                    kept.orElseGet(
                            () -> ReplayPosition.beginning(known(options), span.snapshots()));
            if (kept.isEmpty()) {
                DurableFiles.createDirectories(options.folder());
                recording.tag();
                begun.write(options.folder());
            }
            return new Replay(options, bus, recording, span, begun, clock, registry);
        } catch (IOException e) {
            recording.close();
            throw new ReplayException(
                    "replay position: it must be written, %s".formatted(e.getMessage()), e);
        } catch (ReplayException | RuntimeException e) {
            recording.close();
            throw e;
        }
    }

    /** What makes it this replay: how fast it goes may change in the middle. */
    private static Map<String, String> known(ReplayOptions options) {
        Map<String, String> known = new TreeMap<>();
        known.put("--from", options.from().map(Instant::toString).orElse("the beginning"));
        known.put("--to", options.to().map(Instant::toString).orElse("the end"));
        known.put(
                "--pairs",
                options.pairs().isEmpty()
                        ? "all"
                        : options.pairs().stream()
                                .map(pair -> pair.name())
                                .collect(Collectors.joining(",")));
        known.put("--as-of", options.asOf().orElse("the newest"));
        known.put(
                "orders",
                options.orders() == ReplayedOrders.OF_OTHERS
                        ? "of all but " + new TreeSet<>(options.decided())
                        : options.orders().word());
        known.put("database", options.database());
        known.put("stream", options.stream());
        return known;
    }

    private static void checkSame(Map<String, String> kept, Map<String, String> asked)
            throws ReplayException {
        for (Map.Entry<String, String> each : asked.entrySet()) {
            String was = kept.getOrDefault(each.getKey(), "unknown");
            if (!was.equals(each.getValue())) {
                throw new ReplayException(
                        "replay %s: %s must be %s, with which it began, was %s; --clean starts afresh"
                                .formatted(
                                        asked.get("stream"), each.getKey(), was, each.getValue()));
            }
        }
    }

    /**
     * Forgets how far a replay has come, and lets its snapshots go. What it wrote onto the bus is
     * for the caller to remove.
     */
    public static void clean(ReplayOptions options) throws ReplayException {
        try {
            ReplayPosition.remove(options.folder());
        } catch (IOException e) {
            throw new ReplayException(
                    "replay position: it must be removed, %s".formatted(e.getMessage()), e);
        }
        try (Recording recording = Recording.open(options, Optional.empty())) {
            recording.untag();
        } catch (ReplayException e) {
            log.debug("nothing to let go reason={}", e.getMessage());
        }
    }

    public ReplaySpan span() {
        return span;
    }

    public void start() {
        log.info(
                "replay started stream={} span={} to {} snapshots={}",
                options.stream(),
                span.first(),
                span.last(),
                span.snapshots());
        thread.start();
    }

    /** Has it wait, from the next message on. */
    public void pause() {
        isPaused = true;
    }

    public void resume() {
        isPaused = false;
    }

    /**
     * Waits until it has ended and the bus has all of it.
     *
     * @return whether it has; false if it took too long
     */
    public boolean awaitEnded(Duration waitMax) throws InterruptedException {
        return ended.await(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    }

    public ReplayStatus status() {
        Optional<Playback> playing = Optional.ofNullable(playback);
        Optional<LogCopier> copying = Optional.ofNullable(copier);
        long messages = playing.map(Playback::messages).orElse(begun.messages());
        boolean hasEnded = ended.getCount() == 0;
        Optional<Instant> newest = playing.flatMap(Playback::newest);
        double share = hasEnded ? 1 : newest.map(span::share).orElse(0.0);
        throughput.look(messages, share, System.nanoTime());
        return new ReplayStatus(
                messages,
                copying.map(LogCopier::published).orElse(Map.of()),
                share,
                throughput.messagesPerSecond(),
                hasEnded ? Optional.of(Duration.ZERO) : left(newest),
                newest,
                isPaused,
                hasEnded,
                backPressure.waitingFor(),
                playing.flatMap(Playback::gap),
                hasEnded && messages == 0
                        ? Optional.of(
                                "replay: there must be messages %s, are none"
                                        .formatted(Recording.said(options)))
                        : Optional.empty(),
                Optional.ofNullable(failure),
                Optional.ofNullable(failure)
                        .or(() -> Optional.ofNullable(busTrouble))
                        .or(() -> Optional.ofNullable(heard).flatMap(ProgressReader::trouble))
                        .or(() -> copying.flatMap(LogCopier::trouble)));
    }

    private Optional<Duration> left(Optional<Instant> newest) {
        if (newest.isPresent() && options.speed() instanceof Speed.Times(double factor)) {
            double market = Duration.between(newest.get(), span.last()).toMillis();
            return Optional.of(Duration.ofMillis((long) Math.max(0, market / factor)));
        }
        return throughput.left();
    }

    private void run() {
        try {
            if (begun.ended()) {
                log.info("replay had ended already stream={}", options.stream());
                end();
                return;
            }
            bring();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BusException | IOException | RuntimeException | Error e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
            log.error("replay stopped stream={}", options.stream(), e);
        } finally {
            recording.close();
        }
    }

    private void bring() throws BusException, IOException, InterruptedException {
        awaitBus();
        Set<Topic> topics =
                own().stream()
                        .map(Source::topic)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
        try (LogCopier opened = LogCopier.open(bus, options.stream(), topics);
                Others others = others()) {
            copier = opened;
            ReplayPosition from = onTheBus(begun, opened) ? begun : afresh();
            List<BusMessage> last = last(topics);
            ShownTicks.newest(last, MarketClock.OWN)
                    .ifPresent(time -> backPressure.goOn(span.first(), time));
            var playing =
                    new Playback(
                            options,
                            recording,
                            from,
                            opened,
                            others.orders(),
                            last,
                            backPressure,
                            controls(opened));
            playback = playing;
            if (playToEnd(playing)) {
                playing.position(begun, true).write(options.folder());
                recording.untag();
                log.info(
                        "replay ended stream={} messages={}", options.stream(), playing.messages());
                end();
            }
        }
    }

    /** Those whose topics nobody else writes to. */
    private List<Source> own() {
        return Source.of(options.orders()).stream()
                .filter(source ->
                        source != Source.ORDERS || options.orders() == ReplayedOrders.RECORDED)
                .toList();
    }

    private Others others() throws BusException, InterruptedException {
        return new Others(
                options.orders() == ReplayedOrders.OF_OTHERS
                        ? Optional.of(OrdersOfOthers.open(bus, options.stream(), options.decided()))
                        : Optional.empty());
    }

    /** Who sends orders beside a desk, if somebody does. */
    private record Others(Optional<OrdersOfOthers> orders) implements AutoCloseable {
        @Override
        public void close() {
            orders.ifPresent(OrdersOfOthers::close);
        }
    }

    private boolean playToEnd(Playback playing) throws IOException, InterruptedException {
        try (playing) {
            return backPressure.isUnbounded() ? playing.play() : playWatched(playing);
        }
    }

    private boolean playWatched(Playback playing) throws IOException, InterruptedException {
        try (var reader =
                ProgressReader.start(bus, options.stream(), backPressure, MarketClock.OWN)) {
            heard = reader;
            return playing.play();
        }
    }

    private void end() throws InterruptedException {
        ended.countDown();
        closing.await();
    }

    /** A bus that has less than was noted is not the one that it was noted of. */
    private boolean onTheBus(ReplayPosition position, LogCopier opened) {
        for (Source source : own()) {
            List<ReplayPosition.Place> places = position.of(source);
            for (int partition = 0; partition < places.size(); partition++) {
                if (places.get(partition).count() > opened.end(source.topic(), partition)) {
                    log.warn(
                            "bus has less than the replay's position says, which is left alone stream={} topic={} partition={}",
                            options.stream(),
                            source.topic().topicName(),
                            partition);
                    return false;
                }
            }
        }
        return true;
    }

    private ReplayPosition afresh() {
        return ReplayPosition.beginning(begun.options(), begun.snapshots());
    }

    private List<BusMessage> last(Set<Topic> topics) throws BusException, InterruptedException {
        try (var offsets = new BusOffsets(bus)) {
            List<BusMessage> last = new ArrayList<>();
            for (Topic topic : topics) {
                last.addAll(offsets.tail(options.stream(), topic, 1));
            }
            return last;
        }
    }

    /** As long as it takes; one that refuses us is no use to wait for. */
    private void awaitBus() throws BusException, InterruptedException {
        while (true) {
            try {
                BusTopics.ensure(bus, options.stream(), BUS_LOOK);
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

    private Playback.Controls controls(LogCopier opened) {
        return new Playback.Controls() {
            @Override
            public boolean isClosing() {
                return closing.getCount() == 0;
            }

            @Override
            public boolean isPaused() {
                return isPaused;
            }

            @Override
            public void reached(Playback playing, long number) {
                save(playing, opened, number);
            }
        };
    }

    /** Notes what is due to be noted. */
    private void save(Playback playing, LogCopier opened, long number) {
        try {
            if (pending.isPresent() && opened.settledUpTo() >= pending.get().number()) {
                pending.get().position().write(options.folder());
                pending = Optional.empty();
            }
        } catch (IOException e) {
            log.warn("replay position not saved reason={}", e.toString());
        }
        long now = System.nanoTime();
        if (pending.isEmpty() && now - markedAtNanos >= SAVE_EVERY.toNanos()) {
            markedAtNanos = now;
            pending = Optional.of(new Mark(playing.position(begun, false), number));
        }
    }

    /** Stops; what was not brought comes when it is opened again. */
    @Override
    public void close() {
        closing.countDown();
        backPressure.release();
        metrics.close();
        if (thread.getState() == Thread.State.NEW) {
            recording.close();
            return;
        }
        try {
            if (!thread.join(CLOSE_WITHIN)) {
                thread.interrupt();
                thread.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
