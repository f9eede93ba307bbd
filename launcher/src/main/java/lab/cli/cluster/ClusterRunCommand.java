package lab.cli.cluster;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.launcher.cluster.Part;
import lab.launcher.cluster.PartRun;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs one part in this process, as a container does. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one part in the foreground, told by its environment alone: LAB_DATA,"
                    + " LAB_PORT_OFFSET, LAB_PARALLELISM, LAB_FEED, LAB_SPEED, LAB_SEED, LAB_EVENTS,"
                    + " LAB_MAX_AHEAD, LAB_PAIRS, LAB_IGGY, and the settings of the services.",
            "cluster up starts all of them so; a container may start one."
        })
final class ClusterRunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PART", description = "such as fluss-tablet-0 or submitter")
    private String part = "";

    private final InstantSource clock;
    private final PrintWriter out;

    ClusterRunCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        new PartRun(Part.parse(part), System.getenv(), clock, out::println).run();
        return ExitCode.DONE;
    }
}
