package lab.flink.sql.tables;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayTagsTest {
    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir private Path folder;
    private Table table;

    @BeforeEach
    void create() {
        table =
                new HadoopTables(new Configuration())
                        .create(
                                SCHEMA,
                                PartitionSpec.unpartitioned(),
                                folder.resolve("table").toUri().toString());
    }

    @Test
    void a_day_that_is_over_is_tagged_at_its_last_commit() {
        DayTags.add(table, Instant.now());
        assertThat(table.refs()).as("an empty table").isEmpty();

        long last = commit("a", "b");
        DayTags.add(table, made(last));
        assertThat(table.refs()).as("the day is not over").containsOnlyKeys("main");

        DayTags.add(table, made(last).plus(DAY));
        String name = "day-" + LocalDate.ofInstant(made(last), ZoneOffset.UTC);
        assertThat(requireNonNull(table.refs().get(name)).snapshotId()).isEqualTo(last);
        assertThat(requireNonNull(table.refs().get(name)).maxRefAgeMs())
                .isEqualTo(DayTags.KEPT.toMillis());
    }

    @Test
    void a_tag_outlives_its_day_until_it_is_too_old() {
        long last = commit("a", "b");
        Instant next = made(last).plus(DAY);
        DayTags.add(table, next);
        for (int id = 0; id <= IcebergMaintenance.SNAPSHOTS_MIN; id++) {
            commit("later-" + id);
        }
        IcebergMaintenance.expire(table, next.toEpochMilli());
        assertThat(table.snapshot(last)).isNotNull();
        assertThat(table.refs()).hasSize(2);

        // Iceberg tells a tag's age by the machine's clock
        String tag = "day-" + LocalDate.ofInstant(made(last), ZoneOffset.UTC);
        table.manageSnapshots().setMaxRefAgeMs(tag, 1).commit();
        IcebergMaintenance.expire(table, next.toEpochMilli());
        assertThat(table.refs()).containsOnlyKeys("main");
        assertThat(table.snapshot(last)).isNull();
    }

    @Test
    void where_a_job_went_back_the_tag_goes_with_it() {
        long first = commit("a");
        long takenBack = commit("b");
        DayTags.add(table, made(takenBack).plus(DAY));
        table.manageSnapshots().rollbackTo(first).commit();

        DayTags.add(table, made(takenBack).plus(DAY));

        assertThat(table.refs().values().stream().filter(it -> it.isTag()).toList())
                .singleElement()
                .satisfies(tag -> assertThat(tag.snapshotId()).isEqualTo(first));
    }

    private long commit(String... files) {
        for (String file : files) {
            table.newAppend()
                    .appendFile(
                            DataFiles.builder(PartitionSpec.unpartitioned())
                                    .withPath(folder.resolve(file + ".parquet").toUri().toString())
                                    .withFileSizeInBytes(10)
                                    .withRecordCount(1)
                                    .build())
                    .commit();
        }
        return requireNonNull(table.currentSnapshot()).snapshotId();
    }

    private Instant made(long snapshot) {
        return Instant.ofEpochMilli(requireNonNull(table.snapshot(snapshot)).timestampMillis());
    }
}
