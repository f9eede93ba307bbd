package lab.flink.sql.state;

import java.nio.file.Path;

/**
 * A complete checkpoint on disk.
 *
 * @param folder {@code <job folder>/<job id>/chk-<id>}
 * @param jobId of the run that took it
 * @param id grows over all runs of a job
 */
public record RetainedCheckpoint(Path folder, String jobId, long id) {
    static final String METADATA = "_metadata";

    public Path metadata() {
        return folder.resolve(METADATA);
    }
}
