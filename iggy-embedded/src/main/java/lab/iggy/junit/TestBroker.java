package lab.iggy.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.StandaloneBroker;

/** A broker and its folder, which goes with it. */
record TestBroker(EmbeddedBroker broker, BrokerAddress address, Path folder)
        implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    /** How its name begins: whose it is can be seen if a kill leaves it behind. */
    static final String FOLDER = "iggy-broker-%d-".formatted(ProcessHandle.current().pid());

    static TestBroker start(IggyBroker wanted) throws IOException {
        Path folder = Files.createTempDirectory(FOLDER);
        EmbeddedBroker broker = StandaloneBroker.onSystemClock(BrokerConfig.in(folder).withPort(0));
        try {
            broker.start();
            for (String stream : wanted.streams()) {
                broker.createStream(stream);
            }
            for (IggyBroker.Topic topic : wanted.topics()) {
                broker.createTopic(topic.stream(), topic.name(), topic.partitions());
            }
            var address = new BrokerAddress(LOOPBACK, broker.port(), broker.root());
            return new TestBroker(broker, address, folder);
        } catch (IOException | RuntimeException e) {
            try {
                end(broker, folder);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            end(broker, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("folder %s: must be removed".formatted(folder), e);
        }
    }

    private static void end(EmbeddedBroker broker, Path folder) throws IOException {
        broker.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
