package lab.benchmarks.tiers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import lab.benchmarks.market.GeneratedMarket;
import lab.benchmarks.market.Load;
import lab.benchmarks.market.MarketEvent;
import lab.flink.sql.job.TierSettings;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/** The embedded broker, with what is to be read from it. */
final class BenchBus implements AutoCloseable {
    private static final Duration WAIT_MAX = Duration.ofMinutes(2);
    private static final String PASSWORD = "only-on-loopback-and-for-minutes";

    private final EmbeddedBroker broker;
    private final Path passwordFile;

    private BenchBus(EmbeddedBroker broker, Path passwordFile) {
        this.broker = broker;
        this.passwordFile = passwordFile;
    }

    static BenchBus start(Path folder) throws IOException {
        Path passwordFile = folder.resolve("password");
        Files.writeString(passwordFile, PASSWORD);
        var config =
                BrokerConfig.in(folder.resolve("iggy"))
                        .withPort(0)
                        .withRoot(new Credentials("iggy", PASSWORD));
        var broker = new EmbeddedBroker(config, InstantSource.system());
        broker.start();
        return new BenchBus(broker, passwordFile);
    }

    TierSettings.Bus settings() {
        return new TierSettings.Bus("127.0.0.1", broker.port(), "iggy", passwordFile);
    }

    BusConnection connection() {
        return new BusConnection("127.0.0.1", broker.port(), "iggy", PASSWORD);
    }

    void makeTopics(String stream) throws BusException, InterruptedException {
        BusTopics.ensure(connection(), stream, WAIT_MAX);
    }

    /** Puts a whole load onto the stream that is named after it. */
    void preload(Load load) throws BusException, InterruptedException {
        makeTopics(load.stream());
        try (var producer = new BusProducer(connection(), load.stream(), ProducerConfig.DEFAULT)) {
            for (long offset = 0; offset < load.rowsOfPartition(); offset++) {
                for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                    send(producer, GeneratedMarket.event(load, Topic.PRICES, partition, offset));
                    send(producer, GeneratedMarket.event(load, Topic.TRADES, partition, offset));
                }
            }
            if (!producer.flush(WAIT_MAX)) {
                throw new IllegalStateException("bus: must take all within " + WAIT_MAX);
            }
        }
    }

    private static void send(BusProducer producer, MarketEvent event) throws InterruptedException {
        producer.send(event.topic(), event.pairName(), event.payload());
    }

    @Override
    public void close() {
        broker.close();
    }
}
