package lab.consensus.audit;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;

/** The books of the cold tier: what the topics said, message by message. */
final class ColdBooks implements AutoCloseable {
    private final HadoopCatalog catalog;
    private final String database;

    ColdBooks(AuditTables tables) {
        this.catalog = new HadoopCatalog(new Configuration(), tables.iceberg());
        this.database = tables.database();
    }

    Optional<TierTable> table(String name) {
        var id = TableIdentifier.of(Namespace.of(database), name);
        return catalog.tableExists(id)
                ? Optional.of(new IcebergRows(catalog.loadTable(id)))
                : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
