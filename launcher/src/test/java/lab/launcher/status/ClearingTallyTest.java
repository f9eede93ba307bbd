package lab.launcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClearingTallyTest {
    private static final Map<String, Long> OF_JOB =
            Map.of("clearing.requests", 5L, "clearing.repeats", 1L, "clearing.expired", 0L);

    @Test
    void counts_of_a_job_that_has_told_fewer_requests_than_were_executed_are_unknown() {
        assertThat(ClearingTally.known(Map.of("clearing.requests", 0L), 5)).isEmpty();
        assertThat(ClearingTally.known(OF_JOB, 6)).isEmpty();
        assertThat(ClearingTally.known(Map.of(), 1)).isEmpty();
    }

    @Test
    void counts_of_a_job_that_has_told_all_are_shown() {
        assertThat(ClearingTally.known(OF_JOB, 5)).isEqualTo(OF_JOB);
        assertThat(ClearingTally.known(OF_JOB, 0)).isEqualTo(OF_JOB);
    }
}
