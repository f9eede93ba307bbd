package lab.flink.sql.job;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.MarketClock;

/**
 * Where the bus and the three tiers are: the values of the SQL files' variables.
 *
 * @param stream of the bus; {@code crypto} is live, {@code replay} a replay
 * @param database in every catalog; named as the stream is
 * @param bus the broker
 * @param flussServers {@code host:port} of Fluss's coordinator
 * @param warehouse folder that holds {@code paimon} and {@code iceberg}
 * @param clock whose clock the market's times are by; the same for all that read its topics
 */
public record TierSettings(
        String stream,
        String database,
        Bus bus,
        String flussServers,
        Path warehouse,
        MarketClock clock) {

    /** Of a real market. */
    public TierSettings(
            String stream, String database, Bus bus, String flussServers, Path warehouse) {
        this(stream, database, bus, flussServers, warehouse, MarketClock.REAL);
    }

    /**
     * The broker and how to log in to it.
     *
     * @param passwordFile holds nothing but the password; read by the jobs, never shown in SQL
     * @param connector that reads it: {@code iggy}, or one that takes the same options, to measure
     *     the tiers without a bus
     */
    public record Bus(String host, int port, String username, Path passwordFile, String connector) {
        public Bus(String host, int port, String username, Path passwordFile) {
            this(host, port, username, passwordFile, "iggy");
        }
    }

    public TierSettings {
        warehouse = warehouse.toAbsolutePath().normalize();
    }

    public TierSettings withClock(MarketClock other) {
        return new TierSettings(stream, database, bus, flussServers, warehouse, other);
    }

    public Path paimonWarehouse() {
        return warehouse.resolve("paimon");
    }

    public Path icebergWarehouse() {
        return warehouse.resolve("iceberg");
    }

    /** What {@code ${…}} in the SQL files stands for. */
    public Map<String, String> variables() {
        var variables = new TreeMap<String, String>();
        variables.put("stream", stream);
        variables.put("database", database);
        variables.put("bus.connector", bus.connector());
        variables.put("bus.host", bus.host());
        variables.put("bus.port", Integer.toString(bus.port()));
        variables.put("bus.username", bus.username());
        variables.put("bus.password-file", bus.passwordFile().toAbsolutePath().toString());
        variables.put("bus.on-loss", OnBusLoss.DataLoss.FAIL.option());
        variables.put("market.clock", clock.word());
        variables.put("fluss.servers", flussServers);
        variables.put("paimon.warehouse", paimonWarehouse().toUri().toString());
        variables.put("iceberg.warehouse", icebergWarehouse().toUri().toString());
        return variables;
    }
}
