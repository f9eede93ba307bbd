package lab.cli.cluster;

import java.nio.file.Files;
import lab.cli.client.NotRunning;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;

/** The cluster that runs on a data directory. */
final class RunningCluster {
    private RunningCluster() {}

    /**
     * Finds it.
     *
     * @throws NotRunning if none runs there
     */
    static RunningLab of(Where where) throws LabException {
        RunningLab lab = where.running().orElseThrow(() -> NotRunning.cluster(where.data()));
        if (!Files.isDirectory(where.data().cluster())) {
            throw NotRunning.cluster(where.data());
        }
        return lab;
    }
}
