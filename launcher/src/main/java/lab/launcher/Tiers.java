package lab.launcher;

import java.nio.file.Path;
import lab.flink.sql.TierSettings;
import lab.topics.Bus;

/** Where a lab's bus and tiers are, in the words of the SQL files. */
public final class Tiers {
    private static final String LOCALHOST = "localhost";
    private static final String READER = "nobody";

    private Tiers() {}

    /** For who reads tables alone, and nothing off the bus. */
    public static TierSettings of(DataDir data, Ports ports) {
        return of(
                data, ports, new BrokerAddress(LOCALHOST, ports.iggy()), READER, data.iggyLogin());
    }

    static TierSettings of(
            DataDir data, Ports ports, BrokerAddress broker, String user, Path passwordFile) {
        return new TierSettings(
                Bus.LIVE_STREAM,
                Bus.LIVE_STREAM,
                new TierSettings.Bus(broker.host(), broker.port(), user, passwordFile),
                LOCALHOST + ":" + ports.fluss(),
                data.warehouse());
    }
}
