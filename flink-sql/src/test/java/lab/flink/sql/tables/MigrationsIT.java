package lab.flink.sql.tables;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lab.flink.sql.LabJobs;
import lab.flink.sql.Market;
import lab.flink.sql.TestLab;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.query.QueryResult;
import lab.flink.sql.query.QuerySession;
import lab.flink.sql.script.SqlScript;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final InstantSource CLOCK = InstantSource.system();

    private static final SqlScript FIRST =
            SqlScript.of(
                    "0001_say_who_told.sql",
                    """
                    -- Columns that the tables of an old directory lack.
                    ALTER TABLE warm.`${database}`.candles_1m ADD told_by STRING;
                    ALTER TABLE cold.`${database}`.trades ADD told_by STRING;
                    ALTER TABLE warm.`${database}`.nowhere ADD told_by STRING;
                    """);

    private static final SqlScript SECOND =
            SqlScript.of(
                    "0002_fill_again.sql",
                    """
                    DROP TABLE IF EXISTS hot.`${database}`.trades;
                    DROP TABLE IF EXISTS hot.`${database}`.ticks;
                    DROP TABLE IF EXISTS hot.`${database}`.quotes;
                    """);

    @TempDir private Path folder;

    @Test
    void adds_columns_to_tables_of_all_tiers_that_hold_rows() throws Exception {
        try (var lab = TestLab.start(folder)) {
            Path record = lab.tiers().warehouse().resolve("migrations.json");
            assertThat(migrations(lab, FIRST).run(CLOCK)).as("nothing to change yet").isEmpty();
            assertThat(record).exists();
            Files.delete(record);

            TestLab.Running running = lab.run(1);
            lab.bus().send(Market.trade("BTC-USD", 1, Market.NOON, "10", "1"));
            lab.bus().send(Market.tick("BTC-USD", 1, Market.NOON, "10"));
            lab.bus().send(Market.ended("BTC-USD", Market.NOON.plusSeconds(600)));
            lab.bus().flush();
            for (String table :
                    List.of(
                            "warm.crypto.candles_1m",
                            "cold.crypto.trades",
                            "hot.crypto.trades",
                            "hot.crypto.quotes")) {
                eventually(
                        SOON,
                        () ->
                                assertThat(running.rows("SELECT pair FROM " + table))
                                        .containsExactly(Row.of("BTC-USD")));
            }
            running.close();
            // As a start leaves it that was killed after the first change.
            migrations(lab, onlyFirstStatement()).run(CLOCK);
            Files.delete(record);

            assertThat(migrations(lab, FIRST, SECOND).pending())
                    .containsExactly("0001_say_who_told.sql", "0002_fill_again.sql");
            assertThat(migrations(lab, FIRST, SECOND).run(CLOCK))
                    .containsExactly(
                            "0001_say_who_told.sql: cold.crypto.trades has a column told_by STRING"
                                    + " now",
                            "0002_fill_again.sql: hot.crypto.trades is dropped and filled again",
                            "0002_fill_again.sql: hot.crypto.ticks is dropped and filled again",
                            "0002_fill_again.sql: hot.crypto.quotes is dropped and filled again");
            assertThat(migrations(lab, FIRST, SECOND).pending()).isEmpty();
            assertThat(migrations(lab, FIRST, SECOND).run(CLOCK)).as("runs once").isEmpty();

            try (var session =
                    QuerySession.open(
                            lab.tiers(),
                            Optional.empty(),
                            Files.createDirectories(folder.resolve("tmp-query")))) {
                for (String table : List.of("warm.crypto.candles_1m", "cold.crypto.trades")) {
                    assertThat(rows(session, "SELECT pair, told_by FROM " + table))
                            .as(table)
                            .containsExactly(Row.of("BTC-USD", null));
                }
            }
            refusesWhatANewerVersionChanged(lab);
            fillsTheHotTierAgain(lab, record);
        }
    }

    private void fillsTheHotTierAgain(TestLab lab, Path record) throws Exception {
        Files.delete(record);
        Path tmp = Files.createDirectories(folder.resolve("tmp-hot"));
        try (var cluster = LabCluster.start(tmp, 1, OptionalInt.empty());
                var jobs =
                        LabJobs.startOnly(
                                List.of("hot"), lab.tiers(), lab.jobSettings(1), cluster, CLOCK);
                var session = QuerySession.open(lab.tiers(), Optional.of(cluster), tmp)) {
            assertThat(jobs.migrated()).isEmpty();
            for (String table : List.of("hot.crypto.trades", "hot.crypto.quotes")) {
                eventually(
                        SOON,
                        () ->
                                assertThat(rows(session, "SELECT pair FROM " + table))
                                        .as(table)
                                        .containsExactly(Row.of("BTC-USD")));
            }
        }
    }

    private void refusesWhatANewerVersionChanged(TestLab lab) {
        assertThatThrownBy(() -> migrations(lab, FIRST).run(CLOCK))
                .isInstanceOf(JobRefusedException.class)
                .hasMessage(
                        "migrations.json: migration 2 changed the tables, the newest that this"
                                + " version knows is 1; start it with the version that changed"
                                + " them, or take another --data; ./lab reset takes all away");
    }

    private static SqlScript onlyFirstStatement() {
        return new SqlScript(
                FIRST.name(), FIRST.source().substring(0, FIRST.source().indexOf(';') + 1));
    }

    private static List<Row> rows(QuerySession session, String statement) throws Exception {
        var rows = new ArrayList<Row>();
        try (QueryResult result = session.execute(statement, false)) {
            result.rows().forEachRemaining(rows::add);
        }
        return rows;
    }

    private static Migrations migrations(TestLab lab, SqlScript... scripts) {
        return new Migrations(Stream.of(scripts).toList(), lab.tiers());
    }
}
