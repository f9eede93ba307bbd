package lab.cli.past;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.backtest.recorded.Verification;
import lab.cli.client.ExitCode;
import lab.consensus.source.SourceException;
import lab.launcher.past.RecordedLab;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What strategies would have done. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = {
            "Trades the past with strategies, each on an account of its own, and says what came of"
                    + " it.",
            "The past is what the lab has recorded, or candles of one minute: a file (--csv), or"
                    + " those that the lab has made or was given with ./lab backfill. Over candles an"
                    + " order trades at the next minute's open.",
            "Patterns and commentary are those that the services would have given then; what they"
                    + " are worth to a strategy, the report says.",
            "Each run is kept in the data directory, see ./lab runs; how often a market was tried"
                    + " counts in what is said of it.",
            "With --verify it runs what the lab has recorded again, message by message, and"
                    + " compares candles, requests, executions, transfers and balances with those that"
                    + " were lived.",
            "Exit code: 1 if a strategy failed, --exit-on is met, or --verify finds a difference."
        })
public final class BacktestCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "STRATEGY",
            arity = "0..*",
            description =
                    "such as momentum, or a file such as strategies/MyRule.java, or a folder of"
                            + " such (default: the lab's own; over candles those of them that read no"
                            + " service)")
    private List<String> strategies = List.of();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "a parameter of the strategy's file; may be given again")
    private Map<String, String> set = Map.of();

    @Mixin private PastOptions past = new PastOptions();

    @Mixin private ToldOptions told = new ToldOptions();

    @Option(
            names = "--sweep",
            paramLabel = "NAME=A..B:STEP",
            description =
                    "try the strategies' files with each of these; given again, with all"
                            + " combinations. A file goes through those that it has. Every setting"
                            + " counts as a trial. A sweep that was stopped goes on when it is made"
                            + " again")
    private List<String> sweeps = List.of();

    @Option(
            names = "--walk-forward",
            paramLabel = "TRAIN/TEST",
            description =
                    "choose among the settings of --sweep on a stretch such as 30d, trade the"
                            + " stretch after it such as 7d, and so on: 30d/7d, or 30d/7d/1d with an"
                            + " embargo of a day between them. Four hours are purged in any case")
    private Optional<String> walkForward = Optional.empty();

    @Option(
            names = "--check-lookahead",
            description =
                    "cut off and poison what follows at many times, and see whether anything before"
                            + " changes; nothing else is told")
    private boolean isLookAheadChecked;

    @Option(
            names = "--verify",
            description =
                    "run the recorded past again and compare it: one hash if it is equal, else the"
                            + " first difference. Strategies that read no service decide anew (or only"
                            + " those that are named); of all others the requests are taken as they"
                            + " were sent")
    private boolean verify;

    private final InstantSource clock;
    private final PrintWriter out;
    private final PrintWriter err;

    public BacktestCommand(InstantSource clock, PrintWriter out, PrintWriter err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        try {
            return verify ? verified() : tried();
        } catch (SourceException e) {
            e.lines().forEach(err::println);
            return ExitCode.FAILED;
        }
    }

    private int tried() throws Exception {
        var trial = new Trial(past, told, strategies, set, clock, out, err);
        if (!sweeps.isEmpty() && isLookAheadChecked) {
            throw new IllegalArgumentException(
                    "backtest: --sweep and --check-lookahead do not go together");
        }
        if (walkForward.isPresent() && sweeps.isEmpty()) {
            throw new IllegalArgumentException(
                    "backtest: --walk-forward chooses among settings, it goes with --sweep");
        }
        boolean isOverRecorded = past.isOverRecorded(isLookAheadChecked || walkForward.isPresent());
        if (walkForward.isPresent()) {
            return new SweepTrial(trial, sweeps).walk(walkForward.get());
        }
        if (!sweeps.isEmpty()) {
            return new SweepTrial(trial, sweeps).run(isOverRecorded);
        }
        if (isLookAheadChecked) {
            return new CandleTrial(trial).checkLookAhead();
        }
        return isOverRecorded ? new RecordedTrial(trial).run() : new CandleTrial(trial).run();
    }

    private int verified() throws Exception {
        if (past.isAnySaidButTo()
                || told.isPage()
                || !told.rules().isEmpty()
                || isLookAheadChecked
                || !set.isEmpty()
                || !sweeps.isEmpty()
                || walkForward.isPresent()) {
            throw new IllegalArgumentException(
                    "backtest: --verify takes strategies, --to and --json, and nothing else");
        }
        Verification compared =
                new RecordedLab(past.where().data(), past.where().ports(), System.getenv())
                        .verify(strategies.stream().distinct().toList(), past.to());
        if (told.isJson()) {
            out.println(VerifiedPast.json(compared));
        } else {
            VerifiedPast.print(compared, out, err);
        }
        return compared.isEqual() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
