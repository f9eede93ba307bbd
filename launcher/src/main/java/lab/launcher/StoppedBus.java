package lab.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.topics.BusConnection;
import org.jspecify.annotations.Nullable;

/**
 * The bus of a lab that does not run: the broker in its directory, started at the first question,
 * or one of the user's own.
 */
public final class StoppedBus implements AutoCloseable {
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

    private BusConnection connectToEmbedded() throws IOException, LabException {
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
                                    .withRootSecretFile(data.iggyRoot()),
                            clock);
            try {
                broker.start();
            } catch (IOException e) {
                throw new LabException("broker: it must start, " + LabException.reason(e), e);
            }
            embedded = broker;
        }
        return new BusConnection(
                "127.0.0.1", broker.port(), broker.root().username(), broker.root().password());
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
