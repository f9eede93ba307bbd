package lab.flink.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class JobConfigurationTest {

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"COLD", "BOOKS"})
    void a_job_that_would_fall_back_to_kryo_does_not_start(LabJob job) {
        var settings = JobSettings.of(Path.of("checkpoints"), 1);
        var configuration = JobConfiguration.of(job, settings, Path.of("checkpoints"));
        assertThat(configuration.get(PipelineOptions.GENERIC_TYPES)).isFalse();
    }
}
