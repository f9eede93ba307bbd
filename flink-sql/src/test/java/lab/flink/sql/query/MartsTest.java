package lab.flink.sql.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lab.flink.sql.PlanCatalogs;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The marts as files; what they count is {@code MartsIT}'s. */
class MartsTest {
    private static final Path FILES = Path.of("src", "main", "sql", "marts");
    private static final List<String> BESIDE = List.of("marts.sql", "stand_ins.sql");

    @TempDir private Path folder;

    @Test
    void each_mart_is_a_file_of_its_name_that_begins_with_its_definition() throws Exception {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(
                                            BESIDE.stream(),
                                            Marts.NAMES.stream().map(name -> name + ".sql"))
                                    .toList());
        }
        String readme = Files.readString(Path.of("README.md"));
        for (String name : Marts.NAMES) {
            assertThat(Files.readString(FILES.resolve(name + ".sql")))
                    .startsWith("-- " + name + ": ")
                    .contains("CREATE VIEW marts.`${database}`." + name + " AS\n");
            assertThat(readme).contains("`" + name + "`");
        }
    }

    @Test
    void every_mart_can_be_planned_where_its_tables_are() throws Exception {
        JobEnvironment environment = environment(List.of(LabJob.values()));
        Marts.create(environment, variables());
        assertThat(Marts.NAMES)
                .allSatisfy(name ->
                        assertThatCode(() ->
                                        environment
                                                .tables()
                                                .sqlQuery("SELECT * FROM marts.crypto." + name)
                                                .explain())
                                .as(name)
                                .doesNotThrowAnyException());
    }

    @Test
    void a_mart_whose_tables_are_not_there_is_not_there_and_the_others_are() throws Exception {
        JobEnvironment environment = environment(List.of(LabJob.WARM));
        Marts.create(environment, variables());
        assertThat(environment.tables().getCatalog("marts").orElseThrow().listViews("crypto"))
                .containsExactlyInAnyOrder(
                        "service_levels", "candles_1d", "daily_metrics", "volume_by_hour");
    }

    /** With the tables of some jobs. */
    private JobEnvironment environment(List<LabJob> jobs) throws Exception {
        JobEnvironment environment =
                JobEnvironment.batch(
                        new Configuration(JobConfiguration.utc()),
                        new DefaultExecutorServiceLoader());
        List<Statement> statements =
                new ArrayList<>(SqlScript.shipped("00_catalogs.sql").statements(variables()));
        for (LabJob job : jobs) {
            Map<String, String> variables = variables();
            variables.putAll(job.variables("crypto", JobSettings.of(folder, 1)));
            variables.put("hot.prices.offsets", "");
            variables.put("hot.trades.offsets", "");
            variables.put("hot.executions.offsets", "");
            variables.putAll(lab.flink.sql.tables.ColdStart.ANEW);
            SqlScript.shipped(job.file()).statements(variables).stream()
                    .filter(MartsTest::makesTables)
                    .forEach(statements::add);
        }
        environment.prepare(
                PlanCatalogs.standIn(statements).stream().map(MartsTest::readable).toList());
        return environment;
    }

    private static boolean makesTables(Statement statement) {
        return statement instanceof Statement.Sql(var text)
                && Stream.of("CREATE DATABASE", "CREATE TABLE", "CREATE TEMPORARY TABLE candles")
                        .anyMatch(text::startsWith);
    }

    private static Statement readable(Statement statement) {
        return statement instanceof Statement.Sql(var text)
                ? new Statement.Sql(
                        text.replace(
                                "'connector' = 'blackhole'",
                                "'connector' = 'datagen', 'number-of-rows' = '1'"))
                : statement;
    }

    private Map<String, String> variables() throws Exception {
        Path password = folder.resolve("password");
        Files.writeString(password, "secret-of-a-test");
        var tiers =
                new TierSettings(
                        "crypto",
                        "crypto",
                        new TierSettings.Bus("broker.test", 8090, "iggy", password),
                        "fluss.test:9123",
                        folder.resolve("warehouse"));
        Map<String, String> variables = new HashMap<>(tiers.variables());
        variables.put("hot.catalog", "fluss");
        return variables;
    }
}
