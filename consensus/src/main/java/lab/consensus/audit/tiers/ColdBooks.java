package lab.consensus.audit.tiers;

import java.io.IOException;
import java.util.Optional;
import lab.domain.MarketClock;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopCatalog;

/** The books of the cold tier: what the topics said, message by message. */
public final class ColdBooks implements AutoCloseable {
    private static final String TERMS = "terms";

    private final HadoopCatalog catalog;
    private final String database;
    private final MarketClock clock;

    public ColdBooks(AuditTables tables) {
        this.catalog = new HadoopCatalog(new Configuration(), tables.iceberg());
        this.database = tables.database();
        this.clock = tables.clock();
    }

    /** A table as it stands now; of changes of terms only those that clearing goes by. */
    public Optional<TierTable> table(String name) {
        Optional<TierTable> rows = table(name, Expressions.alwaysTrue());
        return name.equals(TERMS) ? rows.map(it -> new BelievedTerms(it, clock)) : rows;
    }

    /** Of a table as it stands now the rows for which something holds. */
    public Optional<TierTable> table(String name, Expression rows) {
        return files(name).map(table -> new IcebergRows(table, rows));
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
