package lab.flink.sql.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;

/** Makes a tier's tables as its job would, for whoever writes to them where no job ever ran. */
public final class TierTables {
    private static final List<String> MAKING =
            List.of("CREATE DATABASE", "CREATE TABLE", "CREATE TEMPORARY TABLE candles");

    private TierTables() {}

    /** Makes those of the warm tier that there are not; needs no cluster. */
    public static void createWarm(TierSettings tiers) {
        try {
            Migrations.shipped(tiers).runOnLakes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LabJob job = LabJob.WARM;
        Map<String, String> variables = new HashMap<>(tiers.variables());
        variables.put("hot.catalog", "fluss");
        variables.putAll(job.variables(tiers.stream(), JobSettings.of(tiers.warehouse(), 1)));
        JobEnvironment environment =
                JobEnvironment.batch(
                        new Configuration(JobConfiguration.utc()),
                        new DefaultExecutorServiceLoader());
        environment.prepare(
                SqlScript.shipped("00_catalogs.sql").statements(variables).stream()
                        .filter(statement -> begins(statement, List.of("CREATE CATALOG warm")))
                        .toList());
        environment.prepare(
                SqlScript.shipped(job.file()).statements(variables).stream()
                        .filter(statement -> begins(statement, MAKING))
                        .toList());
    }

    private static boolean begins(Statement statement, List<String> beginnings) {
        return statement instanceof Statement.Sql(var text)
                && beginnings.stream().anyMatch(text::startsWith);
    }
}
