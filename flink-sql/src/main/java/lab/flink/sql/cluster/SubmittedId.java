package lab.flink.sql.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import lab.files.DurableFiles;
import org.apache.flink.api.common.JobID;

/**
 * The id that a job is submitted by to a cluster which outlives the submitter, beside the job's
 * checkpoints. It is written down first. Who is killed then, and starts again before the cluster
 * shows what it was given, submits by the same id, which is refused as one that is there. One that
 * has taken a checkpoint has a folder, and the next start takes another.
 */
record SubmittedId(Path checkpoints) {
    private static final Pattern JOB_ID = Pattern.compile("[0-9a-f]{32}");

    JobID next() throws IOException {
        if (Files.exists(file())) {
            String last = Files.readString(file()).strip();
            if (JOB_ID.matcher(last).matches() && !Files.exists(checkpoints.resolve(last))) {
                return JobID.fromHexString(last);
            }
        }
        var id = new JobID();
        DurableFiles.write(file(), id.toHexString());
        return id;
    }

    /** The job has ended. */
    void forget() throws IOException {
        DurableFiles.deleteIfExists(file());
    }

    private Path file() {
        return checkpoints.resolve("submitted");
    }
}
