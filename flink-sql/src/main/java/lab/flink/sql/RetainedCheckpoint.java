package lab.flink.sql;

import java.nio.file.Path;

/**
 * A complete checkpoint on disk.
 *
 * @param folder {@code <job folder>/<job id>/chk-<id>}
 * @param jobId of the run that took it
 * @param id grows over all runs of a job
 */
record RetainedCheckpoint(Path folder, String jobId, long id) {
    static final String METADATA = "_metadata";

    Path metadata() {
        return folder.resolve(METADATA);
    }
}
