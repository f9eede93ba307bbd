package lab.poller;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.testports.TestPorts;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusConsumer;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.StartAt;
import lab.topics.Topic;
import org.jspecify.annotations.Nullable;

/** A broker on a port of its own, which can be stopped and started again. */
final class TestBus implements AutoCloseable {
    private static final Credentials ROOT = new Credentials("iggy", "a-test-password");

    private final Path folder;
    private final int port = TestPorts.one();
    private @Nullable EmbeddedBroker broker;

    private TestBus(Path folder) {
        this.folder = folder;
    }

    static TestBus start(Path folder) throws IOException {
        var bus = new TestBus(folder);
        bus.start();
        return bus;
    }

    void start() throws IOException {
        var config = BrokerConfig.in(folder).withPort(port).withRoot(ROOT);
        var started = new EmbeddedBroker(config, InstantSource.system());
        started.start();
        broker = started;
    }

    void stop() {
        EmbeddedBroker running = broker;
        broker = null;
        if (running != null) {
            running.close();
        }
    }

    BusConnection connection() {
        return new BusConnection("127.0.0.1", port, ROOT.username(), ROOT.password());
    }

    int port() {
        return port;
    }

    /** What a topic holds now, as it would have been sent. */
    List<String> read(Topic topic) throws Exception {
        List<String> all = new ArrayList<>();
        try (var consumer =
                        new BusConsumer(
                                connection(), Bus.LIVE_STREAM, topic, new StartAt.Earliest());
                var offsets = new BusOffsets(connection())) {
            long end =
                    offsets.ends(Bus.LIVE_STREAM, topic).values().stream().mapToLong(x -> x).sum();
            while (all.size() < end) {
                for (BusMessage message : consumer.poll(Duration.ofSeconds(5))) {
                    all.add(new String(message.payload(), StandardCharsets.UTF_8));
                }
            }
        }
        return all;
    }

    @Override
    public void close() {
        stop();
    }
}
