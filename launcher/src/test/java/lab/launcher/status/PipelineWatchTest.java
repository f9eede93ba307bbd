package lab.launcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.flink.sql.job.JobReport;
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
                                        "java.lang.RuntimeException: This exception is"
                                                + " intentionally thrown after committing the restored"
                                                + " checkpoints. By …")))
                .isEmpty();
    }

    @Test
    void a_look_that_hangs_is_told_with_what_it_waits_for() {
        assertThat(PipelineWatch.tooOld(Duration.ofSeconds(29), "asking Flink")).isEmpty();
        assertThat(PipelineWatch.tooOld(Duration.ofSeconds(30), "asking Flink"))
                .contains("what is shown is 30 s old: asking Flink takes as long");
    }

    @Test
    void a_job_that_runs_and_waits_for_a_server_that_is_away_says_so() {
        Optional<String> trouble = Optional.of(PipelineWatch.flussDown("no answer in time"));
        assertThat(PipelineWatch.notes(job("hot", "RUNNING", Optional.empty()), trouble))
                .containsExactly(
                        "it writes nothing, fluss does not answer: no answer in time; if that stays"
                                + " so, look at the disk, then ./lab down and ./lab up");
        assertThat(PipelineWatch.notes(job("hot", "RUNNING", Optional.empty()), Optional.empty()))
                .isEmpty();
        assertThat(PipelineWatch.notes(job("hot", "RESTARTING", Optional.empty()), trouble))
                .isEmpty();
        assertThat(PipelineWatch.notes(job("cold", "RUNNING", Optional.empty()), trouble))
                .isEmpty();
    }

    private static JobReport job(String failure) {
        return job("warm", "RESTARTING", Optional.of(failure));
    }

    private static JobReport job(String name, String state, Optional<String> failure) {
        return new JobReport(
                name,
                state,
                1,
                true,
                Optional.empty(),
                failure,
                false,
                List.of(),
                List.of(),
                Map.of());
    }
}
