package lab.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import lab.cli.LabCommandLine;
import lab.cli.client.ExitCode;
import lab.launcher.directory.DataDir;
import lab.servicekit.http.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest {
    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void write() throws Exception {
        Path warehouse = new DataDir(folder).warehouse();
        iceberg(warehouse.resolve("iceberg").toUri().toString());
        paimon(warehouse.resolve("paimon").toUri().toString());
    }

    /** Of two commits, and a change of its schema between them. */
    private static void iceberg(String warehouse) throws Exception {
        var schema = new Schema(Types.NestedField.required(1, "pair", Types.StringType.get()));
        try (var catalog = new HadoopCatalog(new Configuration(), warehouse)) {
            for (String name : new String[] {"trades", "executions"}) {
                var id = TableIdentifier.of(Namespace.of("crypto"), name);
                org.apache.iceberg.Table table = catalog.createTable(id, schema);
                for (int rows : new int[] {3, 4}) {
                    table.newAppend()
                            .appendFile(
                                    DataFiles.builder(PartitionSpec.unpartitioned())
                                            .withPath(
                                                    table.location() + "/data/" + rows + ".parquet")
                                            .withFileSizeInBytes(10)
                                            .withRecordCount(rows)
                                            .build())
                            .commit();
                    table.updateSchema().addColumn("more_" + rows, Types.LongType.get()).commit();
                }
            }
        }
    }

    private static void paimon(String warehouse) throws Exception {
        var context = CatalogContext.create(new org.apache.paimon.fs.Path(warehouse));
        Catalog catalog = CatalogFactory.createCatalog(context);
        catalog.createDatabase("crypto", false);
        for (String name : new String[] {"candles_1m", "executions"}) {
            var id = Identifier.create("crypto", name);
            catalog.createTable(
                    id,
                    org.apache.paimon.schema.Schema.newBuilder()
                            .column("pair", DataTypes.STRING())
                            .build(),
                    false);
            BatchWriteBuilder builder = catalog.getTable(id).newBatchWriteBuilder();
            BatchTableWrite write = builder.newWrite();
            BatchTableCommit commit = builder.newCommit();
            write.write(GenericRow.of(BinaryString.fromString("BTC-USD")));
            commit.commit(write.prepareCommit());
            write.close();
            commit.close();
        }
        catalog.close();
    }

    @Test
    void snapshots_of_a_cold_table_are_told_with_what_each_added() throws Exception {
        assertThat(run("history", "cold.trades", "--json")).isEqualTo(ExitCode.DONE);
        JsonNode history = Json.mapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(history.path("table").asText()).isEqualTo("cold.crypto.trades");
        assertThat(history.path("format").asText()).isEqualTo("iceberg");
        JsonNode newest = history.path("versions").path(1);
        assertThat(newest.path("operation").asText()).isEqualTo("append");
        assertThat(newest.path("rows_added").asLong()).isEqualTo(4);
        assertThat(newest.path("rows").asLong()).isEqualTo(7);
        assertThat(newest.path("schema").asLong()).isEqualTo(1);
        assertThat(newest.path("id").asLong()).isNotZero();
        out.reset();

        assertThat(run("history", "trades", "--last", "1")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("cold.crypto.trades (iceberg), 2 snapshots\n")
                .hasLineCount(3);
    }

    @Test
    void tags_and_branches_are_told_below() throws Exception {
        String warehouse = new DataDir(folder).warehouse().resolve("iceberg").toUri().toString();
        try (var catalog = new HadoopCatalog(new Configuration(), warehouse)) {
            org.apache.iceberg.Table table =
                    catalog.loadTable(TableIdentifier.of("crypto", "trades"));
            long id = table.currentSnapshot().snapshotId();
            table.manageSnapshots()
                    .createTag("day-2026-03-01", id)
                    .createBranch("try", id)
                    .commit();
            assertThat(run("history", "cold.trades")).isEqualTo(ExitCode.DONE);
            assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(6))
                    .satisfiesExactly(
                            tag ->
                                    assertThat(tag)
                                            .startsWith(Long.toString(id))
                                            .endsWith("tag        day-2026-03-01"),
                            branch -> assertThat(branch).endsWith("branch     try"));
        }
        var context =
                CatalogContext.create(
                        new org.apache.paimon.fs.Path(
                                new DataDir(folder).warehouse().resolve("paimon").toUri()));
        Catalog warm = CatalogFactory.createCatalog(context);
        var candles = warm.getTable(Identifier.create("crypto", "candles_1m"));
        candles.createTag("before");
        candles.createBranch("try", "before");
        warm.close();
        out.reset();
        assertThat(run("history", "candles_1m", "--json")).isEqualTo(ExitCode.DONE);
        JsonNode named = Json.mapper().readTree(out.toString(StandardCharsets.UTF_8)).path("named");
        assertThat(named.findValuesAsText("name")).containsExactly("before", "try");
        assertThat(named.findValuesAsText("kind")).containsExactly("tag", "branch");
        assertThat(named.findValuesAsText("id")).containsExactly("1", "1");
    }

    @Test
    void so_are_those_of_a_warm_one() throws Exception {
        assertThat(run("history", "warm.crypto.candles_1m", "--json")).isEqualTo(ExitCode.DONE);
        JsonNode history = Json.mapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(history.path("format").asText()).isEqualTo("paimon");
        assertThat(history.path("versions")).hasSize(1);
        JsonNode only = history.path("versions").path(0);
        assertThat(only.path("id").asLong()).isEqualTo(1);
        assertThat(only.path("operation").asText()).isEqualTo("append");
        assertThat(only.path("rows").asLong()).isEqualTo(1);
    }

    @Test
    void a_name_that_is_none_or_of_two_is_refused_with_those_that_there_are() {
        assertThat(run("history", "tradez")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "table tradez: it must be one of the warm or the cold tier, is not; there are"
                                + " cold.executions, cold.trades, warm.candles_1m, warm.executions\n");
        err.reset();
        assertThat(run("history", "hot.crypto.trades")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("table hot.crypto.trades:");
        err.reset();
        assertThat(run("history", "executions")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "table executions: its tier must be named, there are warm.executions and"
                                + " cold.executions\n");
    }

    private int run(String command, String table, String... options) {
        String[] all = new String[options.length + 4];
        all[0] = command;
        all[1] = table;
        System.arraycopy(options, 0, all, 2, options.length);
        all[options.length + 2] = "--data";
        all[options.length + 3] = folder.toString();
        return new LabCommandLine(
                        InstantSource.system(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(all);
    }
}
