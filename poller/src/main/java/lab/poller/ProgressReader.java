package lab.poller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import lab.domain.MarketClock;
import lab.domain.Progress;
import lab.servicekit.Worker;
import lab.topics.BackOff;
import lab.topics.BusConnection;
import lab.topics.BusConsumer;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.MalformedMessage;
import lab.topics.ProgressCodec;
import lab.topics.StartAt;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a gate what the parts say on the bus of how far they have come: first what they said last,
 * then whatever they say. It asks often while the feed waits, and now and then while it does not.
 */
public final class ProgressReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProgressReader.class);
    private static final Duration ASK_EVERY = Duration.ofMillis(250);
    private static final Duration ASK_EVERY_WHILE_CLOSED = Duration.ofMillis(20);

    /** Of a partition; only the newest word of each part matters. */
    private static final long OLD_MESSAGES_MAX = 1_000;

    private final BusConnection connection;
    private final String stream;
    private final FeedGate gate;
    private final MarketClock clock;
    private final Worker worker;
    private Map<Integer, Long> begin = Map.of();

    private ProgressReader(
            BusConnection connection, String stream, FeedGate gate, MarketClock clock) {
        this.connection = connection;
        this.stream = stream;
        this.gate = gate;
        this.clock = clock;
        this.worker = new Worker("progress-reader", ASK_EVERY_WHILE_CLOSED, this::follow);
    }

    /** Begins to read; the topics must be there. */
    public static ProgressReader start(
            BusConnection connection, String stream, FeedGate gate, MarketClock clock) {
        var reader = new ProgressReader(connection, stream, gate, clock);
        reader.worker.start();
        return reader;
    }

    @Override
    public void close() {
        worker.closeNow(Duration.ZERO);
    }

    /** Ends only if it fails: a feed that hears nothing would wait without end. */
    private Duration follow() throws InterruptedException {
        begin = ends();
        Map<Integer, Long> from = new TreeMap<>();
        begin.forEach((partition, end) -> from.put(partition, Math.max(0, end - OLD_MESSAGES_MAX)));
        try (var consumer =
                new BusConsumer(connection, stream, Topic.PROGRESS, new StartAt.Offsets(from))) {
            while (!worker.isClosing()) {
                read(consumer);
            }
        }
        return Duration.ZERO;
    }

    private void read(BusConsumer consumer) throws InterruptedException {
        List<BusMessage> messages = consumer.poll(Duration.ZERO);
        messages.forEach(this::hear);
        if (messages.isEmpty() && gate.isClosed()) {
            Thread.sleep(ASK_EVERY_WHILE_CLOSED);
        } else if (messages.isEmpty()) {
            gate.awaitWanted(ASK_EVERY);
        }
    }

    private void hear(BusMessage message) {
        try {
            Progress progress =
                    ProgressCodec.decode(message.payload(), clock.receipt(message.time()));
            boolean isOfThisRun = message.offset() >= begin.getOrDefault(message.partition(), 0L);
            gate.hear(progress, isOfThisRun);
        } catch (MalformedMessage e) {
            log.warn(
                    "progress not read partition={} offset={} reason={}",
                    message.partition(),
                    message.offset(),
                    e.getMessage());
        }
    }

    private Map<Integer, Long> ends() throws InterruptedException {
        var backOff = new BackOff(RandomGenerator.getDefault());
        try (var offsets = new BusOffsets(connection)) {
            while (true) {
                try {
                    return offsets.ends(stream, Topic.PROGRESS);
                } catch (BusException e) {
                    log.debug("bus waited for reason={}", e.getMessage());
                    Thread.sleep(backOff.nextWait());
                }
            }
        }
    }
}
