package lab.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.testports.TestPorts;
import lab.topics.BusConnection;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Topic;
import org.jspecify.annotations.Nullable;

/** A broker on a port of its own, which can be stopped and started again. */
final class TestBus implements AutoCloseable {
    static final Credentials ROOT = new Credentials("iggy", "a-test-password");

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
        var started =
                new EmbeddedBroker(
                        BrokerConfig.in(folder).withPort(port).withRoot(ROOT),
                        InstantSource.system());
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

    int port() {
        return port;
    }

    BusConnection connection() {
        return connection(port);
    }

    static BusConnection connection(int port) {
        return new BusConnection("127.0.0.1", port, ROOT.username(), ROOT.password());
    }

    /** A message and when the bus took it. */
    record Taken(String payload, Instant stamp) {}

    /** What each partition of a topic holds, in its order. */
    Map<Integer, List<Taken>> read(String stream, Topic topic) throws Exception {
        Map<Integer, List<Taken>> all = new TreeMap<>();
        try (var reader = new BusReader(connection(), stream)) {
            for (Map.Entry<Integer, Long> end : reader.ends(topic).entrySet()) {
                List<Taken> messages = new ArrayList<>();
                while (messages.size() < end.getValue()) {
                    for (BusMessage message : reader.read(topic, end.getKey(), messages.size())) {
                        messages.add(
                                new Taken(
                                        new String(message.payload(), StandardCharsets.UTF_8),
                                        message.time()));
                    }
                }
                all.put(end.getKey(), messages);
            }
        }
        return all;
    }

    List<String> payloads(String stream, Topic topic, int partition) throws Exception {
        return Objects.requireNonNullElse(read(stream, topic).get(partition), List.<Taken>of())
                .stream()
                .map(Taken::payload)
                .toList();
    }

    @Override
    public void close() {
        stop();
    }
}
