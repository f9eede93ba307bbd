package lab.flink.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.progress.Heartbeat;
import lab.flink.sql.job.TierSettings;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/** A broker with the topics on it, and a producer that sends to them. */
public final class TestBus implements AutoCloseable {
    static final String STREAM = "crypto";
    private static final String PASSWORD = "a-password-of-this-test";
    private static final Duration WAIT_MAX = Duration.ofMinutes(3);

    private final EmbeddedBroker broker;
    private final BusProducer producer;
    private final BusConnection connection;
    private final TierSettings.Bus settings;

    private TestBus(
            EmbeddedBroker broker,
            BusProducer producer,
            BusConnection connection,
            TierSettings.Bus settings) {
        this.broker = broker;
        this.producer = producer;
        this.connection = connection;
        this.settings = settings;
    }

    public static TestBus start(Path folder)
            throws IOException, BusException, InterruptedException {
        Path passwordFile = Files.createDirectories(folder).resolve("password");
        Files.writeString(passwordFile, PASSWORD);
        var config =
                BrokerConfig.in(folder.resolve("iggy"))
                        .withPort(0)
                        .withRoot(new Credentials("iggy", PASSWORD));
        var broker = new EmbeddedBroker(config, InstantSource.system());
        broker.start();
        var connection = new BusConnection("127.0.0.1", broker.port(), "iggy", PASSWORD);
        BusTopics.ensure(connection, STREAM, WAIT_MAX);
        return new TestBus(
                broker,
                new BusProducer(connection, STREAM, ProducerConfig.DEFAULT),
                connection,
                new TierSettings.Bus("127.0.0.1", broker.port(), "iggy", passwordFile));
    }

    public TierSettings.Bus settings() {
        return settings;
    }

    public BusConnection connection() {
        return connection;
    }

    public void send(Trade trade) throws InterruptedException {
        producer.send(Topic.TRADES, trade.pair().name(), TradeCodec.encode(trade));
    }

    public void send(Tick tick) throws InterruptedException {
        producer.send(Topic.PRICES, tick.pair().name(), TickCodec.encode(tick));
    }

    public void send(Heartbeat heartbeat) throws InterruptedException {
        producer.send(Topic.HEARTBEATS, heartbeat.pair().name(), HeartbeatCodec.encode(heartbeat));
    }

    public void send(Topic topic, String key, byte[] payload) throws InterruptedException {
        producer.send(topic, key, payload);
    }

    /** Waits until the broker has all that was sent. */
    public void flush() throws InterruptedException {
        if (!producer.flush(WAIT_MAX)) {
            throw new IllegalStateException("bus: must take all within " + WAIT_MAX);
        }
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }
}
