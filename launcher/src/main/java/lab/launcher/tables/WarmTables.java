package lab.launcher.tables;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import lab.flink.sql.job.TierSettings;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.fs.Path;
import org.apache.paimon.table.Table;

/** The warm tier's tables as files: no server and no query is needed to read them. */
final class WarmTables implements AutoCloseable {
    private final Catalog catalog;
    private final String database;

    private WarmTables(Catalog catalog, String database) {
        this.catalog = catalog;
        this.database = database;
    }

    static WarmTables open(TierSettings tiers) {
        var warehouse = new Path(tiers.warehouse().resolve("paimon").toUri().toString());
        return new WarmTables(
                CatalogFactory.createCatalog(CatalogContext.create(warehouse)), tiers.database());
    }

    List<String> names() throws IOException {
        try {
            return catalog.listTables(database);
        } catch (Catalog.DatabaseNotExistException e) {
            return List.of();
        }
    }

    Optional<Table> table(String name) throws IOException {
        try {
            return Optional.of(catalog.getTable(Identifier.create(database, name)));
        } catch (Catalog.TableNotExistException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            catalog.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("warm tier: it must close, " + e.getMessage(), e);
        }
    }
}
