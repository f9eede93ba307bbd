package lab.launcher.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import lab.flink.sql.loss.BusReach;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.storage.LogRefill;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.topics.Bus;
import lab.topics.BusConnection;
import org.jspecify.annotations.Nullable;

/**
 * The bus of a lab that does not run: the broker in its directory, started at the first question,
 * or one of the user's own. Nothing goes from it while it is asked.
 */
public final class StoppedBus implements AutoCloseable {
    private static final Duration NEVER = Duration.ofDays(365);

    private final DataDir data;
    private final Optional<BrokerAddress> address;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private @Nullable EmbeddedBroker embedded;

    public StoppedBus(
            DataDir data,
            Optional<BrokerAddress> address,
            Map<String, String> environment,
            InstantSource clock) {
        this.data = data;
        this.address = address;
        this.environment = environment;
        this.clock = clock;
    }

    /** Where to ask it. */
    public BusConnection connect() throws IOException {
        try {
            return address.isPresent()
                    ? BrokerAccess.foreign(address.get(), data, environment).connection()
                    : connectToEmbedded();
        } catch (LabException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Whether it is the lab's own, so that its files are in the data directory. */
    public boolean isEmbedded() {
        return address.isEmpty();
    }

    /** Begins to put messages back that a partition of the lab's own bus has lost. */
    public LogRefill refill(BusReach.Cut cut) throws IOException, LabException {
        return broker().refill(Bus.LIVE_STREAM, cut.topic().topicName(), cut.partition());
    }

    private BusConnection connectToEmbedded() throws IOException, LabException {
        EmbeddedBroker broker = broker();
        return new BusConnection(
                "127.0.0.1", broker.port(), broker.root().username(), broker.root().password());
    }

    private EmbeddedBroker broker() throws LabException {
        EmbeddedBroker broker = embedded;
        if (broker == null) {
            if (!Files.isDirectory(data.iggy())) {
                throw new LabException(
                        "data directory %s: it must hold the bus that the rest is made of, does not; if that is a broker of your own, give --iggy HOST:PORT"
                                .formatted(data));
            }
            broker =
                    new EmbeddedBroker(
                            BrokerConfig.in(data.iggy())
                                    .withPort(0)
                                    .withRetentionEvery(NEVER)
                                    .withRootSecretFile(data.iggyRoot()),
                            clock);
            try {
                broker.start();
            } catch (IOException e) {
                throw new LabException("broker: it must start, " + LabException.reason(e), e);
            }
            embedded = broker;
        }
        return broker;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
