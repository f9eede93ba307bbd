package lab.consensus.audit;

import java.nio.file.Path;

/**
 * Where the tables of warm and cold are.
 *
 * @param warehouse holds the folders {@code paimon} and {@code iceberg}
 * @param database which environment, {@code crypto} for the live one
 */
public record AuditTables(Path warehouse, String database) {

    String paimon() {
        return warehouse.resolve("paimon").toUri().toString();
    }

    String iceberg() {
        return warehouse.resolve("iceberg").toUri().toString();
    }
}
