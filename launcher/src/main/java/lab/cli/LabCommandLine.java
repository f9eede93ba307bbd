package lab.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.PairName;
import lab.cli.cluster.ClusterCommand;
import lab.cli.doctor.DoctorCommand;
import lab.cli.imports.BackfillCommand;
import lab.cli.imports.IndexCommand;
import lab.cli.pairs.PairsCommand;
import lab.cli.past.BacktestCommand;
import lab.cli.past.NewStrategyCommand;
import lab.cli.past.ReplayCommand;
import lab.cli.past.RunsCommand;
import lab.cli.query.HistoryCommand;
import lab.cli.query.SqlCommand;
import lab.cli.watch.AuditCommand;
import lab.cli.watch.BookCommand;
import lab.cli.watch.DashboardsCommand;
import lab.cli.watch.KillCommand;
import lab.cli.watch.McpCommand;
import lab.cli.watch.QualityCommand;
import lab.cli.watch.ResumeCommand;
import lab.cli.watch.SignalsCommand;
import lab.cli.watch.StatusCommand;
import lab.consensus.source.SourceException;
import lab.domain.Pair;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.LabException;
import lab.launcher.service.LabService;
import lab.poller.feed.Speed;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** All commands, and how each of their errors becomes one line. */
public final class LabCommandLine {
    /** How the C library says it, in whatever exception it comes. */
    private static final String FULL = "No space left on device";

    private final CommandLine commands;
    private final PrintWriter err;

    public LabCommandLine(InstantSource clock, PrintStream out, PrintStream err) {
        var standardOut = new PrintWriter(out, true, StandardCharsets.UTF_8);
        this.err = new PrintWriter(err, true, StandardCharsets.UTF_8);
        this.commands =
                new CommandLine(new Root())
                        .addSubcommand(new UpCommand(clock, standardOut))
                        .addSubcommand(new ServiceCommand(clock, standardOut))
                        .addSubcommand(new DownCommand(standardOut))
                        .addSubcommand(new StatusCommand(clock, standardOut))
                        .addSubcommand(ClusterCommand.of(clock, standardOut, Main.class.getName()))
                        .addSubcommand(new SqlCommand(standardOut, this.err))
                        .addSubcommand(new AuditCommand(clock, standardOut))
                        .addSubcommand(new QualityCommand(clock, standardOut, this.err))
                        .addSubcommand(new ReplayCommand(clock, standardOut))
                        .addSubcommand(new BacktestCommand(clock, standardOut, this.err))
                        .addSubcommand(new RunsCommand(standardOut))
                        .addSubcommand(new NewStrategyCommand(standardOut))
                        .addSubcommand(new BackfillCommand(clock, standardOut, this.err))
                        .addSubcommand(new IndexCommand(clock, standardOut))
                        .addSubcommand(new SignalsCommand(clock, standardOut))
                        .addSubcommand(new BookCommand(standardOut))
                        .addSubcommand(new DashboardsCommand(standardOut))
                        .addSubcommand(new HistoryCommand(standardOut))
                        .addSubcommand(PairsCommand.of(clock, standardOut))
                        .addSubcommand(new PhaseCommand(clock, standardOut, this.err))
                        .addSubcommand(new McpCommand(out, standardOut, this.err))
                        .addSubcommand(new KillCommand(clock, standardOut))
                        .addSubcommand(new ResumeCommand(clock, standardOut))
                        .addSubcommand(new ResetCommand(clock, standardOut))
                        .addSubcommand(new UpgradeCommand(clock, standardOut))
                        .addSubcommand(new DoctorCommand(standardOut))
                        .addSubcommand(new TestCommand())
                        .addSubcommand(new BenchCommand())
                        .addSubcommand(new RehearseCommand(clock))
                        .registerConverter(Speed.class, Speed::parse)
                        .registerConverter(Pair.class, PairName::parse)
                        .registerConverter(LabService.class, LabCommandLine::service)
                        .registerConverter(BrokerAddress.class, BrokerAddress::parse)
                        .setOut(standardOut)
                        .setErr(this.err)
                        .setUsageHelpWidth(100)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setParameterExceptionHandler((e, arguments) -> usageError(e))
                        .setExecutionExceptionHandler((e, line, result) -> failure(e));
    }

    /** So that a message names the option that it stands at, too. */
    private static LabService service(String name) {
        try {
            return LabService.parse(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** The commands themselves, for whoever describes or checks them. */
    CommandLine commands() {
        return commands;
    }

    public int run(String... args) {
        return commands.execute(args);
    }

    private int usageError(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.printf("%s: %s; see ./%s --help%n", command, firstLine(e), command);
        return ExitCode.USAGE;
    }

    private static String firstLine(ParameterException e) {
        Throwable told = e.getCause() instanceof IllegalArgumentException cause ? cause : e;
        String message = String.valueOf(told.getMessage());
        String line = message.lines().findFirst().orElse(message);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private int failure(Exception e) {
        err.println(e instanceof SourceException ? e.getMessage() : told(e));
        return switch (e) {
            case NotRunning _ -> ExitCode.NOT_RUNNING;
            case IllegalArgumentException _ -> ExitCode.USAGE;
            default -> ExitCode.FAILED;
        };
    }

    /**
     * What a file system refuses says which file alone, and a full disk not even that; so what is
     * wanted of it is said here.
     */
    static String told(Exception e) {
        Throwable root = e;
        while (root.getCause() != null && !(root instanceof LabException)) {
            root = root.getCause();
        }
        boolean isFull =
                root instanceof IOException && String.valueOf(root.getMessage()).contains(FULL);
        boolean isRefused =
                isFull
                        || (root instanceof FileSystemException
                                && !(root instanceof NoSuchFileException));
        return isRefused
                ? "data directory: its files must be readable and writable, %s; make room for them, let this user write there, or give another by --data"
                        .formatted(LabException.reason(e))
                : LabException.reason(e);
    }

    @Command(
            name = "lab",
            mixinStandardHelpOptions = true,
            version = "Tidemark 0.1.0",
            synopsisSubcommandLabel = "COMMAND",
            header =
                    "A streaming trading lab: live crypto ticks through Iggy and Flink into three"
                            + " tiers.",
            footer = {"", "Start with ./lab up, and open the page that it names."})
    private static final class Root implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            throw new ParameterException(spec.commandLine(), "command: one is needed, was none");
        }
    }
}
