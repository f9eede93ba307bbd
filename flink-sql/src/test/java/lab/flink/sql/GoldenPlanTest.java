package lab.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import lab.flink.sql.tables.ColdStart;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Flink makes of each SQL file, as a file to read and to review; {@code -Dgolden.update}
 * writes it anew.
 *
 * <p>The tiers' catalogs are stood in for by catalogs in memory, with tables that swallow rows: a
 * plan needs no server.
 */
class GoldenPlanTest {
    private static final Pattern STREAM =
            Pattern.compile("\\*anonymous_datastream_source\\$\\d+\\*");
    private static final Path GOLDEN = Path.of("src", "test", "golden");

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(LabJob.class)
    void a_job_is_planned_as_it_was(LabJob job) throws Exception {
        String plan = plan(job);
        Path golden = GOLDEN.resolve(job.file().replace(".sql", ".plan.txt"));
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, plan, StandardCharsets.UTF_8);
        }
        assertThat(plan).isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
    }

    private String plan(LabJob job) throws Exception {
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
        var settings =
                new JobSettings(
                        folder,
                        1,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15));
        variables.putAll(job.variables("crypto", settings));
        String offsets = "partition:0,offset:7;partition:1,offset:0;partition:2,offset:42";
        variables.put("hot.prices.offsets", offsets);
        variables.put("hot.trades.offsets", offsets);
        variables.put("hot.executions.offsets", offsets);
        variables.put("hot.catalog", "fluss");
        variables.putAll(ColdStart.ANEW);

        var configuration = JobConfiguration.utc();
        var environment =
                JobEnvironment.streaming(
                        new Configuration(configuration), new DefaultExecutorServiceLoader());
        var sets = new ArrayList<Statement.Sql>();
        for (SqlScript script : job.scripts()) {
            sets.addAll(environment.prepare(PlanCatalogs.standIn(script.statements(variables))));
        }
        assertThat(sets).hasSize(1);
        var plan = new StringBuilder();
        for (String view : readByOperators(job, variables)) {
            plan.append("==== Read by an operator: ").append(view).append(" ====\n");
            plan.append(environment.tables().from(view).explain()).append('\n');
        }
        plan.append("==== Written ====\n");
        plan.append(environment.tables().explainSql(sets.getFirst().text()));
        return withoutNumbers(plan.toString());
    }

    private static List<String> readByOperators(LabJob job, Map<String, String> variables) {
        return job.scripts().stream()
                .flatMap(script -> script.statements(variables).stream())
                .filter(Statement.Attach.class::isInstance)
                .flatMap(attach -> ((Statement.Attach) attach).inputs().stream())
                .toList();
    }

    /** Streams get numbers that count on over the life of the JVM; here they begin at 1. */
    private static String withoutNumbers(String plan) {
        var numbers = new HashMap<String, Integer>();
        return STREAM.matcher(plan)
                .replaceAll(found ->
                        "stream "
                                + numbers.computeIfAbsent(
                                        found.group(), number -> numbers.size() + 1))
                .lines()
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }
}
