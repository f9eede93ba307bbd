package lab.launcher.tables;

import java.nio.file.Path;
import lab.flink.sql.job.TierSettings;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.MarketOfDirectory;
import lab.launcher.directory.Ports;

/** Where a lab's bus and tiers are, in the words of the SQL files. */
public final class Tiers {
    private static final String LOCALHOST = "localhost";
    private static final String READER = "nobody";

    private Tiers() {}

    /** For who reads tables of the live market alone, and nothing off the bus. */
    public static TierSettings of(DataDir data, Ports ports) {
        return of(Environment.live(data), ports);
    }

    /** The same, by the clock of the market that the directory holds. */
    public static TierSettings ofMarket(DataDir data, Ports ports) throws LabException {
        return of(data, ports).withClock(MarketOfDirectory.clock(data));
    }

    /** For who reads tables alone, and nothing off the bus. */
    public static TierSettings of(Environment environment, Ports ports) {
        var broker = new BrokerAddress(LOCALHOST, ports.iggy());
        return of(environment, ports, broker, READER, environment.data().iggyLogin());
    }

    /**
     * For who reads the bus too.
     *
     * @param servers where Fluss is
     */
    public static TierSettings of(Environment environment, Ports servers, BrokerAccess access) {
        return of(environment, servers, access.address(), access.user(), access.passwordFile());
    }

    private static TierSettings of(
            Environment environment,
            Ports servers,
            BrokerAddress broker,
            String user,
            Path passwordFile) {
        return new TierSettings(
                environment.stream(),
                environment.database(),
                new TierSettings.Bus(broker.host(), broker.port(), user, passwordFile),
                LOCALHOST + ":" + servers.fluss(),
                environment.data().warehouse());
    }
}
