package lab.flink.sql.tables;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.cluster.LabExecutor;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;

/**
 * The hot tier's balances, where its table is new and the clearing job is not: that job writes what
 * changes, so what stood before is taken from the warm tier.
 */
public final class HotBalances {
    public static final String TABLE = "balances";

    private HotBalances() {}

    /** Returns once all are there. */
    public static void fill(TierSettings tiers, JobCluster cluster)
            throws InterruptedException, ExecutionException {
        Configuration configuration = JobConfiguration.utc();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        var executor = new LabExecutor(cluster, LabExecutor.Preparation.NONE);
        executor.configure(configuration);
        JobEnvironment environment = JobEnvironment.batch(configuration, executor);
        Map<String, String> variables = new HashMap<>(tiers.variables());
        variables.put("hot.catalog", "fluss");
        environment.prepare(SqlScript.shipped("00_catalogs.sql").statements(variables));
        String database = tiers.database();
        environment
                .tables()
                .executeSql(
                        "INSERT INTO hot.`%s`.%s SELECT account, asset, balance FROM warm.`%s`.%s"
                                .formatted(database, TABLE, database, TABLE))
                .await();
    }
}
