package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.flink.sql.JobReport;
import org.junit.jupiter.api.Test;

class PipelineWatchTest {

    @Test
    void a_failure_is_told() {
        assertThat(PipelineWatch.failure(job("the disk is full"))).contains("the disk is full");
    }

    @Test
    void a_restart_on_purpose_is_no_failure() {
        assertThat(
                        PipelineWatch.failure(
                                job(
                                        "java.lang.RuntimeException: This exception is intentionally thrown"
                                                + " after committing the restored checkpoints. By …")))
                .isEmpty();
    }

    @Test
    void a_look_that_hangs_is_told_with_what_it_waits_for() {
        assertThat(PipelineWatch.tooOld(Duration.ofSeconds(29), "asking Flink")).isEmpty();
        assertThat(PipelineWatch.tooOld(Duration.ofSeconds(30), "asking Flink"))
                .contains("what is shown is 30 s old: asking Flink takes as long");
    }

    private static JobReport job(String failure) {
        return new JobReport(
                "warm",
                "RESTARTING",
                1,
                true,
                Optional.empty(),
                Optional.of(failure),
                false,
                List.of(),
                List.of(),
                Map.of());
    }
}
