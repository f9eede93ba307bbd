package lab.consensus.audit.tiers;

import java.nio.file.Path;
import lab.domain.MarketClock;

/**
 * Where the tables of warm and cold are.
 *
 * @param warehouse holds the folders {@code paimon} and {@code iceberg}
 * @param database which environment, {@code crypto} for the live one
 * @param clock whose clock the market's times are by
 * @param hasCold whether the environment writes a cold tier; a replay reads one, and keeps no copy
 */
public record AuditTables(Path warehouse, String database, MarketClock clock, boolean hasCold) {
    /** Of an environment that has all tiers. */
    public AuditTables(Path warehouse, String database, MarketClock clock) {
        this(warehouse, database, clock, true);
    }

    public AuditTables withoutCold() {
        return new AuditTables(warehouse, database, clock, false);
    }

    String paimon() {
        return warehouse.resolve("paimon").toUri().toString();
    }

    String iceberg() {
        return warehouse.resolve("iceberg").toUri().toString();
    }
}
