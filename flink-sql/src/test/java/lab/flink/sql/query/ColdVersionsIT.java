package lab.flink.sql.query;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.IcebergState;
import org.apache.flink.types.Row;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches of tables, and tables whose columns and partitions have changed, in SQL. */
class ColdVersionsIT {
    private static final String TRADES = "cold.crypto.trades";
    private static final String IDS = "SELECT trade_id FROM " + TRADES;

    @TempDir private Path folder;

    @BeforeEach
    void create() throws Exception {
        Files.createDirectories(folder.resolve("tmp"));
        try (QuerySession session = session()) {
            run(session, "CREATE DATABASE cold.crypto");
            run(
                    session,
                    "CREATE TABLE %s (pair STRING, trade_id BIGINT, event_date STRING) PARTITIONED BY (event_date)"
                            .formatted(TRADES));
            run(session, "INSERT INTO %s VALUES ('BTC-USD', 1, '2026-03-01')".formatted(TRADES));
        }
    }

    @Test
    void what_is_tried_on_a_branch_stays_there() throws Exception {
        try (QuerySession session = session()) {
            session.useBranch("try");
            assertThat(run(session, IDS)).as("no branch yet").containsExactly(Row.of(1L));
            assertThat(table().refs()).as("reading makes none").doesNotContainKey("try");
            run(session, "INSERT INTO %s VALUES ('BTC-USD', 2, '2026-03-02')".formatted(TRADES));
            run(session, "insert into cold.crypto.`trades` values ('BTC-USD', 3, '2026-03-02')");
            assertThat(run(session, IDS))
                    .containsExactlyInAnyOrder(Row.of(1L), Row.of(2L), Row.of(3L));
        }
        try (QuerySession session = session()) {
            assertThat(run(session, IDS)).containsExactly(Row.of(1L));
            run(session, "INSERT INTO %s VALUES ('BTC-USD', 4, '2026-03-02')".formatted(TRADES));
        }
        try (QuerySession session = session()) {
            session.useBranch("try");
            assertThat(run(session, IDS))
                    .as("what came to the table since is not of the branch")
                    .containsExactlyInAnyOrder(Row.of(1L), Row.of(2L), Row.of(3L));
        }
        assertThat(requireNonNull(table().refs().get("try")).maxRefAgeMs())
                .isEqualTo(BranchCatalog.KEPT.toMillis());
    }

    @Test
    void a_name_that_is_no_branch_is_refused() throws Exception {
        table().manageSnapshots()
                .createTag("day-2026-03-01", table().currentSnapshot().snapshotId())
                .commit();
        try (QuerySession session = session()) {
            for (String name : List.of("main", "", "no branch", "1st")) {
                assertThatThrownBy(() -> session.useBranch(name)).hasMessageContaining("branch");
            }
            session.useBranch("day-2026-03-01");
            assertThatThrownBy(() -> run(session, IDS))
                    .hasStackTraceContaining("must be none of the tags");
        }
    }

    @Test
    void a_table_with_a_column_more_and_other_partitions_is_read_whole() throws Exception {
        long before = table().currentSnapshot().snapshotId();
        table().updateSchema()
                .addColumn("told_by", org.apache.iceberg.types.Types.StringType.get())
                .commit();
        table().updateSpec().addField("pair").removeField("event_date").commit();
        try (QuerySession session = session()) {
            run(
                    session,
                    "INSERT INTO %s VALUES ('ETH-USD', 2, '2026-03-01', 'kraken')"
                            .formatted(TRADES));
            assertThat(table().specs()).hasSize(2);
            assertThat(run(session, "SELECT pair, trade_id, told_by FROM " + TRADES))
                    .containsExactlyInAnyOrder(
                            Row.of("BTC-USD", 1L, null), Row.of("ETH-USD", 2L, "kraken"));
            assertThat(run(session, IDS + " WHERE event_date = '2026-03-01' AND pair = 'BTC-USD'"))
                    .containsExactly(Row.of(1L));
            assertThat(
                            run(
                                    session,
                                    "SELECT trade_id, told_by FROM %s /*+ OPTIONS('snapshot-id'='%d') */"
                                            .formatted(TRADES, before)))
                    .as("as it was")
                    .containsExactly(Row.of(1L, null));
        }
    }

    @Test
    void a_warm_table_has_branches_too_by_paimons_own_words() throws Exception {
        try (QuerySession session = session()) {
            run(session, "CREATE DATABASE warm.crypto");
            run(
                    session,
                    "CREATE TABLE warm.crypto.t (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1')");
            run(session, "INSERT INTO warm.crypto.t VALUES (1)");
            run(session, "CALL warm.sys.create_tag('crypto.t', 'before')");
            run(session, "CALL warm.sys.create_branch('crypto.t', 'try', 'before')");
            run(session, "INSERT INTO warm.crypto.`t$branch_try` VALUES (2)");
            assertThat(run(session, "SELECT id FROM warm.crypto.`t$branch_try`"))
                    .containsExactlyInAnyOrder(Row.of(1L), Row.of(2L));
            assertThat(run(session, "SELECT id FROM warm.crypto.t")).containsExactly(Row.of(1L));
            run(session, "CALL warm.sys.delete_branch('crypto.t', 'try')");
        }
    }

    private Table table() {
        return IcebergState.tables(tiers()).getFirst();
    }

    private QuerySession session() throws Exception {
        return QuerySession.openOnFiles(tiers(), folder.resolve("tmp"));
    }

    private static List<Row> run(QuerySession session, String statement) throws Exception {
        try (QueryResult result = session.execute(statement, false)) {
            List<Row> rows = new ArrayList<>();
            result.rows().forEachRemaining(rows::add);
            return rows;
        }
    }

    private TierSettings tiers() {
        return new TierSettings(
                "crypto",
                "crypto",
                new TierSettings.Bus("broker.test", 8090, "iggy", folder.resolve("password")),
                "fluss.test:9123",
                folder.resolve("warehouse"));
    }
}
