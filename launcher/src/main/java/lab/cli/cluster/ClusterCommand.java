package lab.cli.cluster;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All that is done with a lab as separate processes. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Runs the lab as separate processes on this machine: ZooKeeper, broker, Fluss, Flink,"
                    + " the submitter of its jobs, poller, services and console, each of which may"
                    + " be killed and is started again."
        })
public final class ClusterCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    /**
     * With its own commands.
     *
     * @param mainClass by which a process of its own is started
     */
    public static CommandLine of(InstantSource clock, PrintWriter out, String mainClass) {
        return new CommandLine(new ClusterCommand())
                .addSubcommand(new ClusterUpCommand(clock, out, mainClass))
                .addSubcommand(new ClusterDownCommand(out))
                .addSubcommand(new ClusterStatusCommand(clock, out))
                .addSubcommand(new ClusterKillCommand(out))
                .addSubcommand(new ClusterRunCommand(clock, out));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "command: up, down, status or kill is needed, was none");
    }
}
