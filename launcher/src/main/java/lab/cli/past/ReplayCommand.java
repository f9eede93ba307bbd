package lab.cli.past;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.backtest.recorded.Verification;
import lab.cli.client.ExitCode;
import lab.cli.client.LabClient;
import lab.cli.client.NotRunning;
import lab.cli.client.RunOptions;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.consensus.source.SourceException;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.process.ControlFile;
import lab.launcher.process.StopSignal;
import lab.launcher.replay.Deciding;
import lab.launcher.replay.ReplayRun;
import lab.launcher.replay.ReplayVerification;
import lab.launcher.replay.ReplayWanted;
import lab.launcher.replay.Replays;
import lab.launcher.replay.ShownProgress;
import lab.poller.feed.Speed;
import lab.replay.ReplayOptions;
import lab.topics.Bus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the recorded past through the whole pipeline again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Runs what the cold tier has recorded through the whole pipeline again, in an"
                    + " environment of its own: stream NAME of the bus, tables hot.NAME.* and"
                    + " warm.NAME.*, a page and services of its own. Ends once every tier holds all of"
                    + " it.",
            "Beside a lab that runs on the data directory it uses that one's broker and Fluss;"
                    + " where none runs it starts them for itself. Several replays run side by side, by"
                    + " name.",
            "Stopped or killed, the next one of the same name goes on, at any speed.",
            "Exit code: 0 if all is done or it was told to stop, 1 if something failed."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();
    @Mixin private RunOptions chosen = new RunOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = Bus.REPLAY_STREAM,
            description = "of the replay, its stream and its databases (default: replay)")
    private String name = Bus.REPLAY_STREAM;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "nothing older by event time, such as 2026-03-02T10:00:00Z")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "nothing as new or newer, by event time")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--date",
            paramLabel = "DAY",
            description = "one day in UTC, such as 2026-03-02, instead of --from and --to")
    private Optional<String> date = Optional.empty();

    @Option(
            names = "--pairs",
            paramLabel = "PAIR",
            split = ",",
            description = "only these, such as BTC-USD,ETH-USD (default: all)")
    private List<Pair> pairs = List.of();

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "60",
            description =
                    "seconds of the market in one, or max; another may be given when it goes on"
                            + " (default: 60)")
    private String speed = "60";

    @Option(
            names = "--as-of",
            paramLabel = "SNAPSHOT",
            description =
                    "read the cold tier as it was then: the id of a snapshot, or a time (default:"
                            + " now)")
    private Optional<String> asOf = Optional.empty();

    @Option(
            names = "--orders",
            paramLabel = "WHOSE",
            description =
                    "anew: the strategies decide anew. recorded: all requests are taken as they"
                            + " were sent, and nobody decides. mixed: strategies that read no service"
                            + " decide anew, the others' requests are taken as they were sent (default:"
                            + " anew; with --verify mixed)")
    private Optional<String> orders = Optional.empty();

    @Option(
            names = "--clean",
            description = "take away what there is of this replay, and begin anew")
    private boolean isClean;

    @Option(
            names = "--verify",
            description =
                    "replay from the beginning of what was recorded, up to --to, and compare"
                            + " candles, requests, executions, transfers and balances from --from on"
                            + " with those that were lived: one hash if they are equal, else the first"
                            + " difference and exit code 1")
    private boolean isVerify;

    @Option(names = "--json", description = "with --verify: what it finds, as JSON")
    private boolean json;

    @Option(names = "--pause", description = "hold the replay of that name that runs; nothing else")
    private boolean isPause;

    @Option(names = "--resume", description = "let one that is held go on; nothing else")
    private boolean isResume;

    @Option(
            names = "--max-ahead",
            paramLabel = "SECONDS",
            defaultValue = "1200",
            description =
                    "how far it may outrun the parts behind it, in its own time (default: 1200)")
    private long maxAhead = ReplayOptions.AHEAD_USUAL.toSeconds();

    @Option(
            names = "--own-port-offset",
            paramLabel = "N",
            description =
                    "of the replay's own page and services (default: the first free one, in"
                            + " hundreds above the lab's)")
    private Optional<Integer> ownPortOffset = Optional.empty();

    @Spec private CommandSpec spec = CommandSpec.create();
    private final InstantSource clock;
    private final PrintWriter out;

    public ReplayCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, SourceException, InterruptedException, IOException {
        var environment = Environment.replay(where.data(), name);
        if (isPause || isResume) {
            return hold(environment);
        }
        ReplayWanted wanted = wanted(environment);
        Map<String, String> settings = chosen.with(System.getenv());
        var progress = new ReplayProgress(out, isTerminal());
        var run =
                new ReplayRun(
                        wanted,
                        settings,
                        clock,
                        json ? _ -> {} : progress::say,
                        line -> {
                            progress.end();
                            complain(line);
                        },
                        json ? ShownProgress.NONE : progress,
                        isVerify
                                ? Optional.of(verified(environment, settings, progress))
                                : Optional.empty());
        boolean isDone = run.run(StopSignal.ofThisProcess());
        progress.end();
        return isDone ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private ReplayRun.AtEnd verified(
            Environment environment, Map<String, String> settings, ReplayProgress progress) {
        var verification =
                new ReplayVerification(
                        environment,
                        settings,
                        from.map(text -> time("--from", text)),
                        to.map(text -> time("--to", text)));
        return (task, bus) -> {
            progress.end();
            Verification past = verification.verify(task, bus);
            if (json) {
                out.println(VerifiedPast.json(past));
            } else {
                VerifiedPast.print(past, out);
            }
            if (past.firstDifference().isPresent()) {
                throw new LabException(VerifiedPast.difference(past.firstDifference().get()));
            }
        };
    }

    private int hold(Environment environment) throws LabException, InterruptedException {
        if (isPause && isResume) {
            throw new IllegalArgumentException("replay: --pause or --resume, not both");
        }
        Optional<ControlFile> running = Replays.running(environment);
        if (running.isEmpty()) {
            throw NotRunning.replay(environment);
        }
        var lab = new RunningLab(environment.data(), running.get(), Optional.empty());
        try (var client = new LabClient(lab)) {
            client.post("/api/replay/" + (isPause ? "pause" : "resume"));
        }
        out.printf("%s %s%n", environment, isPause ? "is held" : "goes on");
        return ExitCode.DONE;
    }

    /** At once, for the process may end by a halt. */
    private void complain(String line) {
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private ReplayWanted wanted(Environment environment) throws LabException {
        if (date.isPresent() && (from.isPresent() || to.isPresent())) {
            throw new IllegalArgumentException("--date: goes without --from and --to");
        }
        if (isVerify && (!pairs.isEmpty() || asOf.isPresent() || date.isPresent())) {
            throw new IllegalArgumentException(
                    "replay: --verify compares all that was lived of a span; it takes --from and"
                            + " --to, and goes without --pairs, --as-of and --date");
        }
        if (json && !isVerify) {
            throw new IllegalArgumentException("--json: goes with --verify");
        }
        Optional<Instant> day = date.map(ReplayCommand::day);
        return new ReplayWanted(
                environment,
                // Balances begin at the beginning
                isVerify ? Optional.empty() : day.or(() -> from.map(text -> time("--from", text))),
                day.map(begin -> begin.plus(Duration.ofDays(1)))
                        .or(() -> to.map(text -> time("--to", text))),
                where.named(pairs),
                asOf,
                orders.map(Deciding::parse),
                isVerify ? Deciding.MIXED : Deciding.ANEW,
                Speed.parse(speed),
                speed,
                Duration.ofSeconds(maxAhead),
                where.portOffset(),
                ownPortOffset,
                chosen.broker(),
                chosen.parallelism(),
                isClean);
    }

    private static Instant time(String option, String text) {
        return EventTime.parse(option, text);
    }

    private static Instant day(String text) {
        try {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "--date: must be a day such as 2026-03-02, was " + text, e);
        }
    }
}
