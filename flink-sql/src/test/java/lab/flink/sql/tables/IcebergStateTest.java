package lab.flink.sql.tables;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import lab.flink.sql.state.RetainedCheckpoint;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcebergStateTest {
    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private static final List<String> RUNS = List.of("b");

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

    private DataFile file(String name) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(folder.resolve(name + ".parquet").toUri().toString())
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build();
    }

    private void commit(String jobId, long checkpoint) {
        AppendFiles append = table.newAppend().appendFile(file(jobId + "-" + checkpoint));
        append.set("flink.job-id", jobId);
        append.set(IcebergState.CHECKPOINT_ID, Long.toString(checkpoint));
        append.commit();
    }

    private RetainedCheckpoint checkpoint(long id) {
        return new RetainedCheckpoint(folder.resolve("chk-" + id), "b", id);
    }

    private String newest() {
        return requireNonNull(
                requireNonNull(table.currentSnapshot()).summary().get(IcebergState.CHECKPOINT_ID));
    }

    @Test
    void commits_that_are_newer_than_the_checkpoint_are_taken_back() {
        commit("a", 1);
        commit("b", 2);
        commit("b", 4);
        commit("b", 5);
        new IcebergState(List.of(table)).rollBackTo(checkpoint(3), RUNS);
        assertThat(newest()).isEqualTo("2");
    }

    @Test
    void a_compaction_of_what_is_taken_back_is_taken_back_with_it() {
        commit("b", 2);
        commit("b", 4);
        table.newRewrite()
                .deleteFile(file("b-2"))
                .deleteFile(file("b-4"))
                .addFile(file("compacted"))
                .commit();
        new IcebergState(List.of(table)).rollBackTo(checkpoint(3), RUNS);
        assertThat(newest()).isEqualTo("2");
    }

    @Test
    void nothing_is_taken_back_that_the_checkpoint_covers() {
        commit("b", 2);
        commit("b", 3);
        new IcebergState(List.of(table)).rollBackTo(checkpoint(3), RUNS);
        assertThat(newest()).isEqualTo("3");
    }

    @Test
    void what_a_run_committed_of_which_nothing_is_left_stays() {
        commit("a", 7);
        commit("b", 2);
        assertThat(new IcebergState(List.of(table)).rollBackTo(checkpoint(3), RUNS)).isEmpty();
        assertThat(newest()).isEqualTo("2");
        commit("b", 4);
        assertThat(new IcebergState(List.of(table)).rollBackTo(checkpoint(3), RUNS))
                .containsExactly(table.name());
        assertThat(newest()).isEqualTo("2");
    }

    @Test
    void a_table_that_held_nothing_then_is_emptied() {
        commit("b", 4);
        new IcebergState(List.of(table)).rollBackTo(checkpoint(3), RUNS);
        assertThat(requireNonNull(table.currentSnapshot()).summary())
                .containsEntry("total-records", "0");
    }

    @Test
    void what_a_job_without_a_checkpoint_went_on_behind_is_never_taken_back() {
        commit("a", 57);
        new IcebergState(List.of(table)).beginBehind();
        new IcebergState(List.of(table)).rollBackTo(checkpoint(1), RUNS);
        assertThat(newest()).isEqualTo("57");
        commit("b", 2);
        commit("b", 3);
        new IcebergState(List.of(table)).rollBackTo(checkpoint(2), RUNS);
        assertThat(newest()).isEqualTo("2");
        new IcebergState(List.of(table)).rollBackTo(checkpoint(1), RUNS);
        assertThat(newest()).isEqualTo("57");
    }

    @Test
    void what_a_checkpoint_may_need_does_not_expire() {
        for (int id = 1; id <= IcebergMaintenance.SNAPSHOTS_MIN + 5; id++) {
            commit("b", id);
        }
        IcebergMaintenance.expire(
                table,
                requireNonNull(table.currentSnapshot()).timestampMillis()
                        + 2 * IcebergMaintenance.SNAPSHOT_AGE_MAX.toMillis());
        assertThat(table.snapshots()).hasSize(IcebergMaintenance.SNAPSHOTS_MIN);
        assertThat(newest()).isEqualTo(Long.toString(IcebergMaintenance.SNAPSHOTS_MIN + 5L));
    }
}
