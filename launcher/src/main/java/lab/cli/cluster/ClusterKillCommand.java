package lab.cli.cluster;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.Where;
import lab.launcher.cluster.Part;
import lab.launcher.cluster.PartState;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Kills the process of one part. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description =
                "Kills the process of one part at once (kill -9). It is started again, and nothing"
                        + " is lost by it.")
final class ClusterKillCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PART", description = "as ./lab cluster status names it")
    private String part = "";

    @Mixin private Where where = new Where();

    private final PrintWriter out;

    ClusterKillCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException {
        Part named = Part.parse(part);
        RunningCluster.of(where);
        List<PartState> states =
                PartState.read(where.data()).stream()
                        .filter(state -> state.part().equals(named.toString()))
                        .toList();
        ProcessHandle process =
                states.stream()
                        .flatMap(state -> state.process().stream())
                        .findFirst()
                        .orElseThrow(() ->
                                new LabException(
                                        "%s: it must run to be killed, does not; see ./lab cluster status"
                                                .formatted(named)));
        process.destroyForcibly();
        out.printf("%s killed (pid %d); it is started again%n", named, process.pid());
        return ExitCode.DONE;
    }
}
