package lab.launcher;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.Ports;
import lab.launcher.market.LabOptions;
import lab.launcher.market.MarketSource;
import lab.launcher.service.LabService;
import lab.launcher.status.HostLab;

/**
 * What a lab is made of.
 *
 * @param environment whose stream, tables and folders it works on
 * @param ports where its own page and services listen
 * @param servers where broker, ZooKeeper and Fluss listen
 * @param isAttached whether another process runs the servers
 * @param broker one that runs already, instead of an embedded one
 * @param without services that are left to processes of their own
 * @param jobs of the pipeline, by name
 * @param parallelism of the jobs
 * @param isAnew whether what its stream and its hot tables hold is taken away first
 */
public record LabPlan(
        Environment environment,
        Ports ports,
        Ports servers,
        boolean isAttached,
        Optional<BrokerAddress> broker,
        Set<LabService> without,
        List<String> jobs,
        int parallelism,
        boolean isAnew,
        MarketSource market) {
    /** Those of the live market. */
    private static final List<String> ALL_JOBS = List.of("hot", "warm", "cold", "clearing");

    public LabPlan {
        without = Set.copyOf(without);
        jobs = List.copyOf(jobs);
    }

    public static LabPlan live(LabOptions options, MarketSource market) {
        return new LabPlan(
                Environment.live(options.data()),
                options.ports(),
                options.ports(),
                false,
                options.broker(),
                options.without(),
                ALL_JOBS,
                options.parallelism(),
                false,
                market);
    }

    /** The lab whose servers it uses, if another process runs them. */
    Optional<HostLab> host() {
        return isAttached ? Optional.of(new HostLab(data(), System::nanoTime)) : Optional.empty();
    }

    DataDir data() {
        return environment.data();
    }

    /** Whether this process runs the broker. */
    boolean hasBroker() {
        return !isAttached && broker.isEmpty();
    }
}
