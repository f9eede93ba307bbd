package lab.flink.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
    @TempDir private Path folder;

    @Test
    void every_file_is_shipped_and_in_the_list() throws Exception {
        Path files = Path.of("src", "main", "sql", "migrations");
        List<String> there = List.of();
        if (Files.isDirectory(files)) {
            try (Stream<Path> found = Files.list(files)) {
                there = found.map(file -> String.valueOf(file.getFileName())).sorted().toList();
            }
        }
        assertThat(Migrations.SHIPPED).isEqualTo(there);
        assertThat(Migrations.shipped(tiers()).runOnLakes()).isEmpty();
    }

    @Test
    void numbers_have_no_gaps_and_no_other_statement_is_run() {
        assertThatThrownBy(() -> migrations("0002_second.sql", ""))
                .hasMessage(
                        "migrations: must be numbered from 1 without gaps, was 0002_second.sql at"
                                + " place 1");
        assertThatThrownBy(() -> migrations("first.sql", ""))
                .hasMessageStartingWith("migration: must be named as 0001_what_it_does.sql");
        assertThatThrownBy(() ->
                        migrations("0001_first.sql", "DROP TABLE warm.crypto.balances;")
                                .run(InstantSource.system()))
                .hasMessageStartingWith("0001_first.sql: must be ALTER TABLE … ADD column");
        assertThatThrownBy(() ->
                        migrations("0001_first.sql", "DROP TABLE IF EXISTS cold.crypto.trades;")
                                .run(InstantSource.system()))
                .hasMessageStartingWith("0001_first.sql: must be ALTER TABLE … ADD column");
    }

    @Test
    void a_record_of_a_newer_format_is_refused_by_name() throws Exception {
        Files.createDirectories(tiers().warehouse());
        Files.writeString(tiers().warehouse().resolve("migrations.json"), "{\"format\": 2}");
        assertThatThrownBy(() -> Migrations.shipped(tiers()).pending())
                .isInstanceOf(JobRefusedException.class)
                .hasMessage(
                        "migrations.json: which changes of tables have run is of format 2, the newest that this version knows is 1; start"
                                + " it with the version that wrote it, or take another --data; ./lab reset takes all away");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{\"format\": 1"})
    void a_record_that_is_damaged_is_refused_by_name_with_the_command(String text)
            throws Exception {
        Files.createDirectories(tiers().warehouse());
        Files.writeString(tiers().warehouse().resolve("migrations.json"), text);
        assertThatThrownBy(() -> Migrations.shipped(tiers()).pending())
                .isInstanceOf(JobRefusedException.class)
                .hasMessageStartingWith("migrations.json: which changes of tables have run must be")
                .hasMessageContaining("put a backup of it back")
                .hasMessageContaining("./lab reset");
    }

    private Migrations migrations(String name, String sql) {
        return new Migrations(List.of(SqlScript.of(name, sql)), tiers());
    }

    private TierSettings tiers() {
        return new TierSettings(
                "crypto",
                "crypto",
                new TierSettings.Bus("broker.test", 8090, "iggy", folder.resolve("password")),
                "127.0.0.1:1",
                folder.resolve("warehouse"));
    }
}
