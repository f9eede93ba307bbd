package lab.flink.sql.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OperatorVersion;
import lab.flink.sql.job.TierSettings;
import org.junit.jupiter.api.Test;

class StateFitTest {
    private static final TierSettings TIERS =
            new TierSettings(
                    "crypto",
                    "crypto",
                    new TierSettings.Bus("broker.test", 8090, "iggy", Path.of("password")),
                    "fluss.test:9123",
                    Path.of("warehouse"));

    @Test
    void what_is_written_down_is_read_back() {
        StateRecord record = DeclaredState.of(LabJob.WARM).record(TIERS);
        assertThat(read(new String(record.bytes(), StandardCharsets.UTF_8))).isEqualTo(record);
        assertThat(StateFit.misfits(DeclaredState.of(LabJob.WARM), record, TIERS)).isEmpty();
    }

    @Test
    void the_time_before_state_versions_fits_while_nothing_has_another_one() {
        for (LabJob job : List.of(LabJob.WARM, LabJob.COLD)) {
            assertThat(
                            StateFit.misfits(
                                    DeclaredState.of(job),
                                    StateRecord.ofFormat0(job, TIERS),
                                    TIERS))
                    .isEmpty();
        }
    }

    @Test
    void an_operator_that_reads_older_versions_takes_them_and_no_other() {
        assertThat(misfits(new OperatorVersion("a", 3, 2, ""), 2)).isEmpty();
        assertThat(misfits(new OperatorVersion("a", 3, 2, ""), 3)).isEmpty();
        assertThat(misfits(new OperatorVersion("a", 3, 2, ""), 1))
                .containsExactly("operator a version 1 found, 2 to 3 wanted");
        assertThat(misfits(new OperatorVersion("a", 3, 3, ""), 4))
                .containsExactly("operator a version 4 found, 3 wanted");
        assertThat(misfits(new OperatorVersion("b", 1, 1, ""), 1))
                .containsExactly("operator a version 1 found, none wanted");
    }

    /** State was found of operator {@code a}. */
    private static List<String> misfits(OperatorVersion wanted, int found) {
        return StateFit.misfits(
                new DeclaredState(LabJob.WARM, 1, Map.of(wanted.name(), wanted), List.of()),
                record(1, Map.of("a", found)),
                TIERS);
    }

    private static StateRecord record(int version, Map<String, Integer> operators) {
        return new StateRecord("warm", version, "crypto", "crypto", 128, operators, List.of());
    }

    @Test
    void an_operator_that_is_new_begins_empty() {
        var wanted =
                new DeclaredState(
                        LabJob.WARM, 1, Map.of("a", new OperatorVersion("a", 1, 1, "")), List.of());
        assertThat(StateFit.misfits(wanted, record(1, Map.of()), TIERS)).isEmpty();
    }

    @Test
    void state_of_another_version_stream_or_size_is_named() {
        var wanted = new DeclaredState(LabJob.WARM, 2, Map.of(), List.of());
        var found = new StateRecord("warm", 1, "replay", "replay", 64, Map.of(), List.of());
        assertThat(StateFit.misfits(wanted, found, TIERS))
                .containsExactly(
                        "stream replay found, crypto wanted",
                        "database replay found, crypto wanted",
                        "max parallelism 64 found, 128 wanted",
                        "state version 1 found, 2 wanted");
    }

    @Test
    void what_nobody_of_this_version_wrote_is_refused_by_name() {
        assertThatThrownBy(() -> read("{\"format\": 2, \"state_version\": 1}"))
                .isInstanceOf(JobRefusedException.class)
                .hasMessage(
                        "job warm: warm/state.json has format 2, the newest that this version knows is 1; run ./lab reset --only derived to build its tables anew, or start it with the version that wrote it");
        assertThatThrownBy(() -> read("torn"))
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining("it is not JSON; run ./lab reset --only derived");
        assertThatThrownBy(() -> read("{}"))
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining("it has no state version");
    }

    private static StateRecord read(String text) {
        return StateRecord.read(
                LabJob.WARM, "warm/state.json", text.getBytes(StandardCharsets.UTF_8));
    }
}
