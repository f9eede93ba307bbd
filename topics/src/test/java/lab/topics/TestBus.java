package lab.topics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.testports.TestPorts;
import org.jspecify.annotations.Nullable;

/** A broker on a port of its own, which can be stopped and started again. */
public final class TestBus implements AutoCloseable {
    public static final String STREAM = "test";

    private static final Credentials ROOT = new Credentials("iggy", "a-test-password");

    private final Path folder;
    private final int port = TestPorts.one();
    private @Nullable EmbeddedBroker broker;

    private TestBus(Path folder) {
        this.folder = folder;
    }

    public static TestBus start(Path folder) throws IOException {
        var bus = new TestBus(folder);
        bus.start();
        return bus;
    }

    public void start() throws IOException {
        var config = BrokerConfig.in(folder).withPort(port).withRoot(ROOT);
        var started = new EmbeddedBroker(config, InstantSource.system());
        started.start();
        broker = started;
    }

    public void stop() {
        EmbeddedBroker running = broker;
        broker = null;
        if (running != null) {
            running.close();
        }
    }

    public int port() {
        return port;
    }

    public BusConnection connection() {
        return connection(port);
    }

    public BusConnection connection(int atPort) {
        return new BusConnection("127.0.0.1", atPort, ROOT.username(), ROOT.password())
                .withDeadlines(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    /** Everything that a topic holds now. */
    public List<BusMessage> read(Topic topic) throws Exception {
        List<BusMessage> all = new ArrayList<>();
        try (var consumer = new BusConsumer(connection(), STREAM, topic, new StartAt.Earliest());
                var offsets = new BusOffsets(connection())) {
            long end = offsets.ends(STREAM, topic).values().stream().mapToLong(x -> x).sum();
            while (all.size() < end) {
                all.addAll(consumer.poll(Duration.ofSeconds(5)));
            }
        }
        return all;
    }

    @Override
    public void close() {
        stop();
    }
}
