package lab.flink.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;
import org.apache.flink.table.api.TableException;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaves tables as a kill or a loss of power in their making may, and makes them again. */
class HalfMadeTablesTest {
    private static final Pattern OF_A_LAKE =
            Pattern.compile(
                    "CREATE (CATALOG (warm|cold)|DATABASE|TABLE|TEMPORARY TABLE candles)\\b.*",
                    Pattern.DOTALL);
    private static final int TORN_AT = 100;

    /** That the cold job makes. */
    private static final int TABLES = 10;

    private final TierSettings tiers;
    private final Path paimon;
    private final Path iceberg;

    HalfMadeTablesTest(@TempDir Path folder) {
        tiers =
                new TierSettings(
                        "crypto",
                        "crypto",
                        new TierSettings.Bus("broker.test", 8090, "iggy", folder),
                        "fluss.test:9123",
                        folder);
        paimon = tiers.paimonWarehouse().resolve("crypto.db").resolve("candles_1m");
        iceberg = tiers.icebergWarehouse().resolve("crypto").resolve("ticks");
    }

    @BeforeEach
    void makeTables() throws Exception {
        make(LabJob.WARM);
        make(LabJob.COLD);
    }

    /** As a start does it, with the statements of the job's own file. */
    private void make(LabJob job) throws Exception {
        Map<String, String> variables = new HashMap<>(tiers.variables());
        variables.putAll(job.variables("crypto", JobSettings.of(tiers.warehouse(), 1)));
        variables.put("hot.catalog", "fluss");
        variables.putAll(ColdStart.ANEW);
        var environment =
                JobEnvironment.batch(JobConfiguration.utc(), new DefaultExecutorServiceLoader());
        for (SqlScript script : job.scripts()) {
            environment.prepare(
                    script.statements(variables).stream()
                            .filter(HalfMadeTablesTest::isOfALake)
                            .toList());
        }
    }

    private static boolean isOfALake(Statement statement) {
        return statement instanceof Statement.Sql(String text) && OF_A_LAKE.matcher(text).matches();
    }

    private static void tear(Path file) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), TORN_AT));
    }

    /** Beside a file's place stands what would have been renamed to it. */
    private static void beforeItsRename(Path file, String draft) throws IOException {
        tear(file);
        Files.move(file, file.resolveSibling(draft));
    }

    private Path schema() {
        return paimon.resolve("schema").resolve("schema-0");
    }

    private Path metadata() {
        return iceberg.resolve("metadata").resolve("v1.metadata.json");
    }

    /** Hadoop's checksums would say of a file that a test has torn what a disk would not. */
    private void tearMetadata() throws IOException {
        Files.delete(metadata().resolveSibling(".v1.metadata.json.crc"));
        tear(metadata());
    }

    @Test
    void whole_tables_are_left_alone() throws Exception {
        byte[] schema = Files.readAllBytes(schema());
        byte[] metadata = Files.readAllBytes(metadata());
        assertThat(HalfMadeTables.remove(LabJob.WARM, tiers)).isEmpty();
        assertThat(HalfMadeTables.remove(LabJob.COLD, tiers)).isEmpty();
        assertThat(schema()).hasBinaryContent(schema);
        assertThat(metadata()).hasBinaryContent(metadata);
    }

    @Test
    void paimon_makes_a_table_again_of_which_it_had_written_a_draft() throws Exception {
        beforeItsRename(schema(), ".schema-0.d3b0.tmp");
        assertThat(HalfMadeTables.remove(LabJob.WARM, tiers)).isEmpty();
        make(LabJob.WARM);
        assertThat(schema()).content(StandardCharsets.UTF_8).contains("window_start");
    }

    @Test
    void a_table_of_paimon_with_a_torn_schema_and_nothing_in_it_is_made_again() throws Exception {
        tear(schema());
        assertThatThrownBy(() -> make(LabJob.WARM)).isInstanceOf(TableException.class);
        assertThat(HalfMadeTables.remove(LabJob.WARM, tiers))
                .containsExactly(
                        "a table was half made and is made again, removed " + schema().toString());
        make(LabJob.WARM);
        assertThat(schema()).content(StandardCharsets.UTF_8).contains("window_start");
    }

    @Test
    void a_table_of_paimon_that_holds_something_is_never_removed() throws Exception {
        Path snapshot = Files.createDirectories(paimon.resolve("snapshot")).resolve("snapshot-1");
        Files.write(snapshot, new byte[0]);
        tear(schema());
        assertThat(HalfMadeTables.remove(LabJob.WARM, tiers)).isEmpty();
        assertThat(schema()).exists();
    }

    @Test
    void iceberg_makes_a_table_again_of_which_it_had_written_a_draft() throws Exception {
        beforeItsRename(metadata(), "8a2f.metadata.json");
        Files.delete(metadata().resolveSibling("version-hint.text"));
        assertThat(IcebergState.tables(tiers))
                .as("a half made table is none")
                .extracting(Table::name)
                .hasSize(TABLES - 1)
                .doesNotContain("hadoop.crypto.ticks");
        make(LabJob.COLD);
        assertThat(IcebergState.tables(tiers)).hasSize(TABLES);
    }

    @Test
    void iceberg_finds_a_table_of_which_only_the_hint_was_not_yet_written() throws Exception {
        Files.delete(metadata().resolveSibling("version-hint.text"));
        assertThat(IcebergState.tables(tiers)).hasSize(TABLES);
        make(LabJob.COLD);
        assertThat(IcebergState.tables(tiers)).hasSize(TABLES);
    }

    @Test
    void a_table_of_iceberg_with_torn_metadata_and_nothing_in_it_is_made_again() throws Exception {
        tearMetadata();
        assertThatThrownBy(() -> IcebergState.tables(tiers)).isInstanceOf(RuntimeException.class);
        assertThat(HalfMadeTables.remove(LabJob.COLD, tiers)).hasSize(1);
        make(LabJob.COLD);
        assertThat(IcebergState.tables(tiers)).hasSize(TABLES);
    }

    @Test
    void a_table_of_iceberg_that_was_committed_to_is_never_removed() throws Exception {
        Table table = new HadoopTables(new Configuration()).load(iceberg.toUri().toString());
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .withPath(iceberg.resolve("a.parquet").toString())
                                .withPartitionValues(List.of("2026-03-01"))
                                .withFileSizeInBytes(1)
                                .withRecordCount(1)
                                .build())
                .commit();
        tearMetadata();
        assertThat(HalfMadeTables.remove(LabJob.COLD, tiers)).isEmpty();
        assertThat(metadata()).exists();
    }
}
