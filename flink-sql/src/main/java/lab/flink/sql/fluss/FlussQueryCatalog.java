package lab.flink.sql.fluss;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.Factory;
import org.apache.fluss.flink.FlinkConnectorOptions;
import org.apache.fluss.flink.catalog.FlinkCatalog;
import org.apache.fluss.metadata.TablePath;

/** Fluss's catalog, with tables that are read to the end that they had when a query began. */
final class FlussQueryCatalog extends FlinkCatalog {
    FlussQueryCatalog(
            String name,
            String defaultDatabase,
            String servers,
            ClassLoader classLoader,
            Supplier<Map<String, String>> lakeProperties) {
        super(name, defaultDatabase, servers, classLoader, Map.of(), lakeProperties);
    }

    @Override
    public Optional<Factory> getFactory() {
        return Optional.of(new BoundedTableFactory());
    }

    private static final class BoundedTableFactory implements DynamicTableSourceFactory {
        @Override
        public DynamicTableSource createDynamicTableSource(Context context) {
            ObjectIdentifier table = context.getObjectIdentifier();
            String servers =
                    Configuration.fromMap(context.getCatalogTable().getOptions())
                            .get(FlinkConnectorOptions.BOOTSTRAP_SERVERS);
            return new BoundedFlussSource(
                    servers,
                    TablePath.of(table.getDatabaseName(), table.getObjectName()),
                    context.getPhysicalRowDataType());
        }

        @Override
        public String factoryIdentifier() {
            return FlussQueryCatalogFactory.IDENTIFIER;
        }

        @Override
        public Set<ConfigOption<?>> requiredOptions() {
            return Set.of();
        }

        @Override
        public Set<ConfigOption<?>> optionalOptions() {
            return Set.of();
        }
    }
}
