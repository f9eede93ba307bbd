package lab.cli.pairs;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The pairs that a lab follows. */
@Command(
        name = "pairs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "The pairs that a lab follows: they come and go while it runs, and stay through its"
                    + " restarts. They are kept in feed/pairs.json of the data directory; a running lab"
                    + " looks at that file every second, so it may be edited too.",
            "A recording and a market of other clients have the pairs that they have."
        })
public final class PairsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    private PairsCommand() {}

    /** With its own commands. */
    public static CommandLine of(InstantSource clock, PrintWriter out) {
        return new CommandLine(new PairsCommand())
                .addSubcommand(new PairsAddCommand(clock, out))
                .addSubcommand(new PairsRemoveCommand(clock, out))
                .addSubcommand(new PairsListCommand(clock, out));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "command: one is needed, was none");
    }
}
