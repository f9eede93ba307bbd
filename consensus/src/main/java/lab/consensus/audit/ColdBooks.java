package lab.consensus.audit;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;

/** The books of the cold tier: what the topics said, message by message. */
public final class ColdBooks implements AutoCloseable {
    private final HadoopCatalog catalog;
    private final String database;

    public ColdBooks(AuditTables tables) {
        this.catalog = new HadoopCatalog(new Configuration(), tables.iceberg());
        this.database = tables.database();
    }

    public Optional<TierTable> table(String name) {
        return files(name).map(IcebergRows::new);
    }

    /** A table as Iceberg has it, for whoever reads its files. */
    public Optional<Table> files(String name) {
        var id = TableIdentifier.of(Namespace.of(database), name);
        return catalog.tableExists(id) ? Optional.of(catalog.loadTable(id)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
