package lab.flink.sql.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import lab.flink.sql.job.LabJob;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;

/** What the cluster in this JVM is configured with. */
final class ClusterSettings {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int QUERIES_AT_ONCE = 2;
    private static final int CHECKPOINTS_RETAINED = 2;

    private ClusterSettings() {}

    static MiniClusterConfiguration of(Path tmp, int parallelism, OptionalInt restPort) {
        var configuration = new Configuration();
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        // Without these the blob server, which hands out jars, listens on all addresses.
        configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        // Whoever opens Flink's page may look: it knows no token, so it must not change anything.
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.CANCEL_ENABLE, false);
        configuration.set(
                RestOptions.BIND_PORT,
                restPort.isPresent() ? Integer.toString(restPort.getAsInt()) : "0");
        configuration.set(CoreOptions.TMP_DIRS, tmp.toAbsolutePath().toString());
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, CHECKPOINTS_RETAINED);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(96));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(96));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(384));
        // Tasks tell what they count with their heartbeats.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(2));
        // One process: a pause of the whole JVM is no death of a part of it.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(2));
        return new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(
                        (LabJob.values().length + QUERIES_AT_ONCE) * parallelism + 1)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build();
    }
}
