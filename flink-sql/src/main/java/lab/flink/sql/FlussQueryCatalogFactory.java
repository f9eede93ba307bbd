package lab.flink.sql;

import org.apache.fluss.flink.catalog.FlinkCatalog;
import org.apache.fluss.flink.catalog.FlinkCatalogFactory;

/** Makes the catalog {@code hot} for statements that end. */
public final class FlussQueryCatalogFactory extends FlinkCatalogFactory {
    static final String IDENTIFIER = "fluss-bounded";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public FlinkCatalog createCatalog(Context context) {
        return super.createCatalog(context);
    }
}
