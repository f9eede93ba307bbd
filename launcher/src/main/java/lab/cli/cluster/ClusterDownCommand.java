package lab.cli.cluster;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import lab.launcher.process.DataDirLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a cluster and waits for it. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description =
                "Stops the processes of a cluster, the last that was started first, and waits.")
final class ClusterDownCommand implements Callable<Integer> {
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    @Mixin private Where where = new Where();

    private final PrintWriter out;

    ClusterDownCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        RunningLab lab = RunningCluster.of(where);
        Optional<ProcessHandle> supervisor = lab.control().process();
        supervisor.ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
        while (supervisor.filter(ProcessHandle::isAlive).isPresent()
                && DataDirLock.isHeldElsewhere(lab.data())) {
            if (System.nanoTime() > deadline) {
                throw new LabException(
                        "cluster (pid %d): it must stop within %d s, still runs; kill -9 it, nothing is lost by that"
                                .formatted(lab.pid(), STOPS_WITHIN.toSeconds()));
            }
            Thread.sleep(LOOK_EVERY);
        }
        out.printf("cluster stopped (pid %d, data directory %s)%n", lab.pid(), lab.data());
        return ExitCode.DONE;
    }
}
