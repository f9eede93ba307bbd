package lab.flink.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmittedIdTest {
    @TempDir Path dir;

    @Test
    void a_submitter_that_starts_again_at_once_submits_by_the_same_id() throws IOException {
        JobID first = next();

        assertThat(next()).as("the cluster knows it, or will").isEqualTo(first);
    }

    @Test
    void a_job_that_has_run_or_has_ended_gets_another() throws IOException {
        JobID ran = next();
        Files.createDirectories(dir.resolve(ran.toHexString()));
        JobID second = next();
        new SubmittedId(dir).forget();

        assertThat(second).isNotEqualTo(ran);
        assertThat(next()).isNotEqualTo(second);
    }

    @Test
    void what_is_torn_is_as_if_it_was_not_there() throws IOException {
        Files.writeString(dir.resolve("submitted"), "12");

        assertThat(next().toHexString()).isEqualTo(next().toHexString()).hasSize(32);
    }

    private JobID next() throws IOException {
        return new SubmittedId(dir).next();
    }
}
