package lab.flink.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Flink cluster in this JVM. */
public final class LabCluster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LabCluster.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final MiniCluster miniCluster;

    private LabCluster(MiniCluster miniCluster) {
        this.miniCluster = miniCluster;
    }

    /**
     * Starts a cluster with slots for the jobs and a few queries beside them.
     *
     * @param tmp for spilled data; may be emptied while no cluster runs on it
     * @param restPort of Flink's own page, on loopback; any free port if empty
     */
    public static LabCluster start(Path tmp, int parallelism, OptionalInt restPort)
            throws Exception {
        var miniCluster = new MiniCluster(ClusterSettings.of(tmp, parallelism, restPort));
        miniCluster.start();
        return new LabCluster(miniCluster);
    }

    public MiniCluster miniCluster() {
        return miniCluster;
    }

    @Override
    public void close() {
        try {
            miniCluster.closeAsync().get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("cluster did not close cleanly", e);
        }
    }
}
