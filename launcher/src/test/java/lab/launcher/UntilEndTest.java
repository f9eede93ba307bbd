package lab.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.flink.sql.job.JobReport;
import lab.launcher.directory.LabException;
import org.junit.jupiter.api.Test;

class UntilEndTest {
    private static final String MISSING = "NoClassDefFoundError: org/apache/arrow/Memory";

    @Test
    void a_job_that_starts_again_is_waited_for() {
        assertThatCode(() -> UntilEnd.mustRun(List.of(job("RESTARTING", false))))
                .doesNotThrowAnyException();
    }

    @Test
    void a_job_that_fails_at_each_restart_ends_the_run_with_the_cause() {
        assertThatThrownBy(() -> UntilEnd.mustRun(List.of(job("RESTARTING", true))))
                .isInstanceOf(LabException.class)
                .hasMessage("job warm: it must run, fails at each restart; " + MISSING);
    }

    @Test
    void a_job_that_runs_is_not_judged_by_what_was() {
        assertThatCode(() -> UntilEnd.mustRun(List.of(job("RUNNING", true))))
                .doesNotThrowAnyException();
    }

    @Test
    void a_job_that_will_not_run_again_ends_the_run() {
        assertThatThrownBy(() -> UntilEnd.mustRun(List.of(job("FAILED", false))))
                .hasMessage("job warm: it must run, is FAILED; " + MISSING);
        assertThatThrownBy(() -> UntilEnd.mustRun(List.of(job(JobReport.REFUSED, false))))
                .hasMessage("--until-end: every job must run; " + MISSING);
    }

    private static JobReport job(String state, boolean isBeyondRestart) {
        return new JobReport(
                "warm",
                state,
                3,
                false,
                Optional.empty(),
                Optional.of(MISSING),
                isBeyondRestart,
                List.of(),
                List.of(),
                Map.of());
    }
}
