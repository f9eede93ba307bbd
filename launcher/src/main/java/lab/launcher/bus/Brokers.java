package lab.launcher.bus;

import java.io.IOException;
import java.time.InstantSource;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.DoubtedClock;
import lab.iggy.embedded.EmbeddedBroker;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;

/** The broker in this JVM. */
public final class Brokers {
    private Brokers() {}

    /** Listens on the lab's port when this returns. */
    public static EmbeddedBroker embedded(
            DataDir data, Ports ports, BusSettings settings, InstantSource clock)
            throws LabException {
        BrokerConfig config =
                BrokerConfig.in(data.iggy())
                        .withPort(ports.iggy())
                        .withRootSecretFile(data.iggyRoot())
                        .withEnforceFsync(settings.fsync())
                        .withSegmentBytes(settings.segmentBytes());
        var broker = new EmbeddedBroker(config, clock, new DoubtedClock(clock));
        try {
            broker.start();
            return broker;
        } catch (IOException | RuntimeException e) {
            broker.close();
            throw new LabException("broker: it must start, " + LabException.reason(e), e);
        }
    }
}
