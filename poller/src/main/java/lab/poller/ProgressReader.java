package lab.poller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import lab.domain.MarketClock;
import lab.domain.progress.Progress;
import lab.servicekit.Worker;
import lab.topics.BackOff;
import lab.topics.BusConnection;
import lab.topics.BusConsumer;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusTrouble;
import lab.topics.StartAt;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.ProgressCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the back-pressure what the parts say on the bus of how far they have come: first what they
 * said last, then whatever they say. It asks often while the feed waits, and now and then while it
 * does not. A wait that lasts makes it look whether there is anything left that the parts could
 * see.
 */
public final class ProgressReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProgressReader.class);
    private static final Duration ASK_EVERY = Duration.ofMillis(250);
    private static final Duration ASK_EVERY_WHILE_CLOSED = Duration.ofMillis(20);

    /** Of a partition; only the newest word of each part matters. */
    private static final long OLD_MESSAGES_MAX = 1_000;

    private static final Duration LOOK_AFTER = Duration.ofSeconds(5);

    private final BusConnection connection;
    private final String stream;
    private final BackPressure backPressure;
    private final MarketClock clock;
    private final Duration lookAfter;
    private final BusTrouble reading = BusConsumer.troubleOf(Topic.PROGRESS);
    private final BusTrouble looking = new BusTrouble("how far topics are is not known");
    private final Worker worker;
    private Map<Integer, Long> begin = Map.of();
    private long lookedAtNanos = System.nanoTime();

    private ProgressReader(
            BusConnection connection,
            String stream,
            BackPressure backPressure,
            MarketClock clock,
            Duration lookAfter) {
        this.connection = connection;
        this.stream = stream;
        this.backPressure = backPressure;
        this.clock = clock;
        this.lookAfter = lookAfter;
        this.worker = new Worker("progress-reader", ASK_EVERY_WHILE_CLOSED, this::follow);
    }

    /** Begins to read; the topics must be there. */
    public static ProgressReader start(
            BusConnection connection, String stream, BackPressure backPressure, MarketClock clock) {
        return start(connection, stream, backPressure, clock, LOOK_AFTER);
    }

    static ProgressReader start(
            BusConnection connection,
            String stream,
            BackPressure backPressure,
            MarketClock clock,
            Duration lookAfter) {
        var reader = new ProgressReader(connection, stream, backPressure, clock, lookAfter);
        reader.worker.start();
        return reader;
    }

    /** Why back-pressure hears nothing, though somebody may have said something. */
    public Optional<String> trouble() {
        return worker.trouble().or(reading::now).or(looking::now);
    }

    /** How often the bus did not answer as it should. */
    long failures() {
        return reading.failures() + looking.failures();
    }

    @Override
    public void close() {
        worker.closeNow(Duration.ZERO);
    }

    /** Ends only if it fails: a feed that hears nothing would wait without end. */
    private Duration follow() throws InterruptedException {
        try (var offsets = new BusOffsets(connection)) {
            follow(offsets);
        }
        return Duration.ZERO;
    }

    private void follow(BusOffsets offsets) throws InterruptedException {
        begin = ends(offsets);
        Map<Integer, Long> from = new TreeMap<>();
        begin.forEach((partition, end) -> from.put(partition, Math.max(0, end - OLD_MESSAGES_MAX)));
        try (var consumer =
                new BusConsumer(
                        connection, stream, Topic.PROGRESS, new StartAt.Offsets(from), reading)) {
            while (!worker.isClosing()) {
                read(consumer);
                lookForTicks(offsets);
            }
        }
    }

    private void lookForTicks(BusOffsets offsets) throws InterruptedException {
        long now = System.nanoTime();
        if (backPressure.waitingFor().isEmpty()) {
            lookedAtNanos = now;
        } else if (now - lookedAtNanos >= lookAfter.toNanos()) {
            lookedAtNanos = now;
            try {
                boolean isGone = areTicksGone(offsets);
                looking.over();
                if (isGone) {
                    log.warn(
                            "the ticks that were waited for are no longer on the bus, going on without part={}",
                            backPressure.waitingFor().orElse("any"));
                    backPressure.hearTicksAreGone();
                }
            } catch (BusException e) {
                looking.failed(e);
            }
        }
    }

    private boolean areTicksGone(BusOffsets offsets) throws BusException, InterruptedException {
        // The ends last: what is sent between the two is there
        Map<Integer, Long> begins = offsets.begins(stream, Topic.PRICES);
        Map<Integer, Long> ends = offsets.ends(stream, Topic.PRICES);
        return begins.equals(ends);
    }

    private void read(BusConsumer consumer) throws InterruptedException {
        List<BusMessage> messages = consumer.poll(Duration.ZERO);
        messages.forEach(this::hear);
        if (messages.isEmpty() && backPressure.isClosed()) {
            Thread.sleep(ASK_EVERY_WHILE_CLOSED);
        } else if (messages.isEmpty()) {
            backPressure.awaitWanted(ASK_EVERY);
        }
    }

    private void hear(BusMessage message) {
        try {
            Progress progress =
                    ProgressCodec.decode(message.payload(), clock.receipt(message.time()));
            boolean isOfThisRun = message.offset() >= begin.getOrDefault(message.partition(), 0L);
            backPressure.hear(progress, isOfThisRun);
        } catch (MalformedMessage e) {
            log.warn(
                    "progress not read partition={} offset={} reason={}",
                    message.partition(),
                    message.offset(),
                    e.getMessage());
        }
    }

    private Map<Integer, Long> ends(BusOffsets offsets) throws InterruptedException {
        var backOff = new BackOff(RandomGenerator.getDefault());
        while (true) {
            try {
                Map<Integer, Long> ends = offsets.ends(stream, Topic.PROGRESS);
                looking.over();
                return ends;
            } catch (BusException e) {
                looking.failed(e);
                Thread.sleep(backOff.nextWait());
            }
        }
    }
}
