package lab.flink.sql.cluster;

import java.nio.file.Path;
import java.time.Duration;
import lab.flink.sql.job.LabJob;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/**
 * What a session cluster of processes is configured with, and who speaks to it. A dead task manager
 * is noticed at once where its port is gone, and else within seconds; a job manager that comes back
 * finds its jobs and their newest checkpoints through ZooKeeper.
 *
 * @param zookeeper {@code host:port}
 * @param clusterId of one life of the cluster: a later one begins without jobs
 * @param storage folder of what ZooKeeper has the names of
 * @param tmp for spilled data and jars
 * @param restPort of Flink's own page, on loopback
 * @param parallelism of the jobs
 */
public record SessionSettings(
        String zookeeper, String clusterId, Path storage, Path tmp, int restPort, int parallelism) {
    /** How many task managers there are. */
    public static final int TASK_MANAGERS = 2;

    private static final String LOOPBACK = "127.0.0.1";
    private static final String ANY_PORT = "0";
    private static final int QUERIES_AT_ONCE = 2;
    private static final int CHECKPOINTS_RETAINED = 2;
    private static final Duration SESSION = Duration.ofSeconds(8);
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);

    /** For who speaks to the cluster, and the beginning of all others. */
    Configuration client() {
        var configuration = new Configuration();
        configuration.set(HighAvailabilityOptions.HA_MODE, "zookeeper");
        configuration.set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, zookeeper);
        configuration.set(HighAvailabilityOptions.HA_CLUSTER_ID, clusterId);
        configuration.set(
                HighAvailabilityOptions.HA_STORAGE_PATH,
                storage.toAbsolutePath().toUri().toString());
        configuration.set(HighAvailabilityOptions.ZOOKEEPER_SESSION_TIMEOUT, SESSION);
        configuration.set(HighAvailabilityOptions.ZOOKEEPER_CONNECTION_TIMEOUT, CONNECTS_WITHIN);
        configuration.set(SecurityOptions.ZOOKEEPER_SASL_DISABLE, true);
        // A ZooKeeper that is started again within the session takes no leader's place away.
        configuration.set(HighAvailabilityOptions.ZOOKEEPER_TOLERATE_SUSPENDED_CONNECTIONS, true);
        configuration.set(RpcOptions.FRAMESIZE, "67108864b");
        configuration.set(CoreOptions.TMP_DIRS, tmp.toAbsolutePath().toString());
        return configuration;
    }

    private Configuration server() {
        Configuration configuration = client();
        configuration.set(JobManagerOptions.ADDRESS, LOOPBACK);
        configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(2));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(20));
        return configuration;
    }

    /** Of the job manager. */
    public Configuration jobManager() {
        Configuration configuration = server();
        configuration.set(HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE, ANY_PORT);
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        configuration.set(RestOptions.PORT, restPort);
        configuration.set(RestOptions.BIND_PORT, Integer.toString(restPort));
        // Whoever opens Flink's page may look: it knows no token, so it must not change anything.
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.CANCEL_ENABLE, false);
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, CHECKPOINTS_RETAINED);
        // Else one of them gets all tasks as long as it has slots.
        configuration.set(
                TaskManagerOptions.TASK_MANAGER_LOAD_BALANCE_MODE,
                TaskManagerOptions.TaskManagerLoadBalanceMode.SLOTS);
        return configuration;
    }

    /** Of a task manager, which keeps its name when it is started again. */
    public Configuration taskManager(String name) {
        Configuration configuration = server();
        configuration.set(TaskManagerOptions.TASK_MANAGER_RESOURCE_ID, name);
        configuration.set(TaskManagerOptions.RPC_PORT, ANY_PORT);
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots());
        configuration.set(TaskManagerOptions.CPU_CORES, (double) slots());
        configuration.set(TaskManagerOptions.FRAMEWORK_HEAP_MEMORY, MemorySize.ofMebiBytes(128));
        configuration.set(
                TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.JVM_METASPACE, MemorySize.ofMebiBytes(256));
        configuration.set(TaskManagerOptions.JVM_OVERHEAD_MIN, MemorySize.ofMebiBytes(192));
        configuration.set(TaskManagerOptions.JVM_OVERHEAD_MAX, MemorySize.ofMebiBytes(192));
        configuration.set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(512));
        configuration.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(96));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(96));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        return configuration;
    }

    /** Room for all jobs and a few queries, shared out. */
    private int slots() {
        int all = (LabJob.values().length + QUERIES_AT_ONCE) * parallelism + 1;
        return Math.ceilDiv(all, TASK_MANAGERS);
    }
}
