package lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import lab.backtest.CandleReport;
import lab.backtest.RecordedReport;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.LookAhead;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.recorded.SignalsOfThen;
import lab.backtest.recorded.Verification;
import lab.backtest.report.Backtested;
import lab.backtest.report.ExitRule;
import lab.backtest.report.HtmlReport;
import lab.backtest.report.Report;
import lab.backtest.report.ReportJson;
import lab.backtest.report.TextReport;
import lab.backtest.runs.KeptRuns;
import lab.backtest.sweep.Sweep;
import lab.backtest.sweep.SweepHtml;
import lab.backtest.sweep.SweepRange;
import lab.backtest.sweep.SweepReport;
import lab.backtest.sweep.SweepText;
import lab.backtest.sweep.WalkForward;
import lab.backtest.sweep.WalkForwardReport;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyChoice;
import lab.consensus.source.StrategyFile;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.clearing.Amounts;
import lab.files.DurableFiles;
import lab.lancer.imports.ReadAs;
import lab.launcher.LabException;
import lab.launcher.PastCandles;
import lab.launcher.PastPatterns;
import lab.launcher.RecordedLab;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What strategies would have done. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = {
            "Trades the past with strategies, each on an account of its own, and says what came of it.",
            "The past is a file of candles of one minute (--csv), or the candles that the lab has made or"
                    + " was given with ./lab backfill. An order trades at the next minute's open.",
            "Each run is kept in the data directory, see ./lab runs; how often a market was tried counts"
                    + " in what is said of it.",
            "With --verify it runs what the lab has recorded again, message by message, and compares"
                    + " candles, requests, executions, transfers and balances with those that were lived.",
            "Exit code: 1 if a strategy failed, --exit-on is met, or --verify finds a difference."
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int LOOKS = 12;

    @Mixin private Where where = new Where();

    @Parameters(
            paramLabel = "STRATEGY",
            arity = "0..*",
            description =
                    "such as momentum, or a file such as strategies/MyRule.java (default: all that come"
                            + " with the lab and read no service)")
    private List<String> strategies = List.of();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "a parameter of the strategy's file; may be given again")
    private Map<String, String> set = Map.of();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "candles of one minute, in any form that ./lab backfill knows")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--pair",
            paramLabel = "PAIR",
            description = "whose candles the file has, such as BTC-USD or btc/usd")
    private Optional<Pair> pair = Optional.empty();

    @Option(
            names = "--pairs",
            split = ",",
            paramLabel = "PAIR",
            description = "of the lab's own candles only these (default: all)")
    private List<Pair> pairs = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "the first minute, such as 2022-01-05T00:00:00Z")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "behind the last minute")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--over",
            paramLabel = "PAST",
            description =
                    "recorded (quotes, message by message) or candles of one minute (default: recorded where"
                            + " the lab has recorded some, else candles)")
    private Optional<Past> over = Optional.empty();

    /** What is gone through. */
    enum Past {
        RECORDED,
        CANDLES
    }

    @Option(
            names = "--spread",
            paramLabel = "PART",
            description = "how far bid and ask lie apart, as a part of the price (default: 0.0002)")
    private Optional<String> spread = Optional.empty();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "write a page with charts, tables and trades, which needs nothing beside it")
    private Optional<Path> html = Optional.empty();

    @Option(
            names = "--sweep",
            paramLabel = "NAME=A..B:STEP",
            description =
                    "try the strategy's file with each of these; given again, with all combinations. Every"
                            + " setting counts as a trial")
    private List<String> sweeps = List.of();

    @Option(
            names = "--walk-forward",
            paramLabel = "TRAIN/TEST",
            description =
                    "choose among the settings of --sweep on a stretch such as 30d, trade the stretch after"
                            + " it such as 7d, and so on: 30d/7d, or 30d/7d/1d with an embargo of a day"
                            + " between them. Four hours are purged in any case")
    private Optional<String> walkForward = Optional.empty();

    @Option(
            names = "--check-lookahead",
            description =
                    "cut off and poison what follows at many times, and see whether anything before changes;"
                            + " nothing else is told")
    private boolean isLookAheadChecked;

    @Option(
            names = "--exit-on",
            paramLabel = "RULE",
            description =
                    "exit with 1 if an account's figures are such, as \"sharpe < 0\"; what is unknown is"
                            + " too. May be given again")
    private List<String> exitOn = List.of();

    @Option(
            names = "--verify",
            description =
                    "run the recorded past again and compare it: one hash if it is equal, else the first"
                            + " difference. Strategies that read no service decide anew (or only those"
                            + " that are named); of all others the requests are taken as they were sent")
    private boolean verify;

    @Option(names = "--json", description = "as JSON; what is unknown is not there")
    private boolean json;

    private final InstantSource clock;
    private final PrintWriter out;
    private final PrintWriter err;

    BacktestCommand(InstantSource clock, PrintWriter out, PrintWriter err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        return verify ? verified() : tried();
    }

    private int verified() throws Exception {
        if (csv.isPresent()
                || pair.isPresent()
                || !pairs.isEmpty()
                || from.isPresent()
                || spread.isPresent()
                || html.isPresent()
                || isLookAheadChecked
                || !set.isEmpty()
                || !sweeps.isEmpty()
                || walkForward.isPresent()
                || over.isPresent()
                || !exitOn.isEmpty()) {
            throw new IllegalArgumentException(
                    "backtest: --verify takes strategies, --to and --json, and nothing else");
        }
        Optional<Instant> upTo = to.map(text -> EventTime.parse("--to", text));
        Verification past;
        try {
            past =
                    new RecordedLab(where.data(), where.ports(), System.getenv())
                            .verify(strategies.stream().distinct().toList(), upTo);
        } catch (SourceException e) {
            e.lines().forEach(err::println);
            return ExitCode.FAILED;
        }
        if (json) {
            out.println(VerifiedPast.json(past));
        } else {
            VerifiedPast.print(past, out, err);
        }
        return past.isEqual() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int tried() throws Exception {
        if (isOverRecorded()) {
            return overRecorded();
        }
        return overCandles();
    }

    /** What has candles alone, or is said of candles, goes over candles. */
    private boolean isOverRecorded() throws Exception {
        boolean isOfCandles =
                csv.isPresent()
                        || walkForward.isPresent()
                        || spread.isPresent()
                        || isLookAheadChecked
                        || !sweeps.isEmpty();
        if (over.isPresent()) {
            if (over.get() == Past.RECORDED && isOfCandles) {
                throw new IllegalArgumentException(
                        "backtest: --over recorded goes without --csv, --spread, --sweep and --check-lookahead");
            }
            return over.get() == Past.RECORDED;
        }
        return !isOfCandles
                && pair.isEmpty()
                && where.data().isPrepared()
                && lab().backtest().extent(span()).isPresent();
    }

    private RecordedLab lab() throws LabException {
        return new RecordedLab(where.data(), where.ports(), System.getenv());
    }

    private RecordedBacktest.Span span() {
        return new RecordedBacktest.Span(
                Set.copyOf(pairs),
                from.map(text -> EventTime.parse("--from", text)),
                to.map(text -> EventTime.parse("--to", text)));
    }

    private int overRecorded() throws Exception {
        List<Strategy> tried;
        try {
            tried = strategies(Strategies.all());
        } catch (SourceException e) {
            e.lines().forEach(err::println);
            return ExitCode.FAILED;
        }
        List<ExitRule> rulesOfExit = exitOn.stream().map(ExitRule::parse).toList();
        RecordedLab lab = lab();
        var runs = new KeptRuns(where.data().backtests());
        var patterns = new PastPatterns(Optional.of(new PastCandles(where.data(), where.ports())));
        boolean wantsPatterns =
                tried.stream().anyMatch(it -> it.reads().contains(Strategy.Reads.PATTERNS));
        Backtested tested =
                new RecordedReport(lab.backtest(), lab.rules(), "the lab's record")
                        .of(
                                tried,
                                span(),
                                wantsPatterns ? patterns : SignalsOfThen.NOBODY,
                                runs::triedBefore);
        tell(tested, runs);
        if (wantsPatterns && !json) {
            out.printf(
                    Locale.ROOT,
                    "%n%,d pattern searches took %.1f s of it%n",
                    patterns.searches(),
                    patterns.took().toMillis() / 1000.0);
        }
        return isAsWanted(tested.report(), rulesOfExit) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int overCandles() throws Exception {
        List<Strategy> tried;
        try {
            tried =
                    strategies(
                            Strategies.all().stream().filter(it -> it.reads().isEmpty()).toList());
        } catch (SourceException e) {
            e.lines().forEach(err::println);
            return ExitCode.FAILED;
        }
        if (walkForward.isPresent() && sweeps.isEmpty()) {
            throw new IllegalArgumentException(
                    "backtest: --walk-forward chooses among settings, it goes with --sweep");
        }
        CandleRules rules = rules();
        List<ExitRule> rulesOfExit = exitOn.stream().map(ExitRule::parse).toList();
        CandleHistory history = history();
        if (!sweeps.isEmpty()) {
            return sweep(rulesOfExit, history, rules);
        }
        if (isLookAheadChecked) {
            return checkLookAhead(tried, history, rules);
        }
        var candles = new CandleReport(history, rules, source());
        var runs = new KeptRuns(where.data().backtests());
        var first = new FirstDecision(clock);
        Backtested tested =
                candles.of(first.watch(tried), runs.triedBefore(candles.data(), candles.id(tried)));
        tell(tested, runs);
        if (FirstDecision.concerns(strategies) && !json) {
            first.after()
                    .ifPresent(after ->
                            out.printf(
                                    Locale.ROOT,
                                    "%nThe first decision came %.1f s after the start.%n",
                                    after.toMillis() / 1000.0));
        }
        return isAsWanted(tested.report(), rulesOfExit) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void tell(Backtested tested, KeptRuns runs) throws IOException {
        Report report = tested.report();
        runs.keep(report, clock.instant());
        if (html.isPresent()) {
            DurableFiles.write(html.get().toAbsolutePath(), new HtmlReport(tested).page());
        }
        if (json) {
            out.println(ReportJson.write(ReportJson.tree(report)));
        } else {
            new TextReport(report).print(out);
            html.ifPresent(file -> out.printf("%nThe page: %s%n", file));
        }
    }

    private int sweep(List<ExitRule> rulesOfExit, CandleHistory history, CandleRules rules)
            throws IOException {
        List<SweepRange> ranges = sweeps.stream().map(SweepRange::parse).toList();
        if (strategies.size() != 1
                || !StrategyFile.isOne(strategies.getFirst())
                || isLookAheadChecked
                || !rulesOfExit.isEmpty()) {
            throw new IllegalArgumentException(
                    "backtest: --sweep goes with one strategy's file such as strategies/MyRule.java, and without"
                            + " --exit-on and --check-lookahead");
        }
        List<Map<String, String>> settings = SweepRange.settings(ranges);
        try {
            StrategyFile file = StrategyFile.read(Path.of(strategies.getFirst()));
            List<Strategy> tried = Sweep.tried(file, set, settings);
            if (walkForward.isPresent()) {
                return walk(settings, tried, history, rules);
            }
            var sweep = new Sweep(history, rules, source());
            var runs = new KeptRuns(where.data().backtests());
            SweepReport report =
                    sweep.of(settings, tried, runs.triedBefore(sweep.data(), sweep.id(tried)));
            runs.keep(report, clock.instant());
            tell(report, ranges);
            return ExitCode.DONE;
        } catch (SourceException e) {
            e.lines().forEach(err::println);
            return ExitCode.FAILED;
        }
    }

    private int walk(
            List<Map<String, String>> settings,
            List<Strategy> tried,
            CandleHistory history,
            CandleRules rules)
            throws IOException {
        if (html.isPresent()) {
            throw new IllegalArgumentException(
                    "backtest: --walk-forward has no page, --html does not go with it");
        }
        var plan = WalkForward.Plan.parse(walkForward.orElseThrow());
        var walk = new WalkForward(history, rules, source());
        var runs = new KeptRuns(where.data().backtests());
        WalkForwardReport report =
                walk.of(settings, tried, plan, runs.triedBefore(walk.data(), walk.id(tried, plan)));
        runs.keep(report, clock.instant());
        if (json) {
            out.println(ReportJson.write(ReportJson.tree(report)));
        } else {
            report.print(out);
        }
        return ExitCode.DONE;
    }

    private void tell(SweepReport report, List<SweepRange> ranges) throws IOException {
        if (html.isPresent()) {
            DurableFiles.write(html.get().toAbsolutePath(), new SweepHtml(report, ranges).page());
        }
        if (json) {
            out.println(ReportJson.write(ReportJson.tree(report)));
        } else {
            SweepText.print(report, out);
            html.ifPresent(file -> out.printf("%nThe page: %s%n", file));
        }
    }

    private int checkLookAhead(List<Strategy> tried, CandleHistory history, CandleRules rules) {
        boolean isClean = true;
        for (Strategy each : tried) {
            Optional<LookAhead.Found> found =
                    LookAhead.check(
                            history,
                            past -> LookAhead.Done.of(new CandleBacktest(past, rules).run(each)),
                            LOOKS);
            out.printf(
                    "%s: %s%n",
                    each.name(),
                    found.map(it -> "it looks ahead: " + it)
                            .orElse(
                                    "nothing that it did depends on what came later, at %d times"
                                            .formatted(LOOKS)));
            isClean &= found.isEmpty();
        }
        return isClean ? ExitCode.DONE : ExitCode.FAILED;
    }

    private boolean isAsWanted(Report report, List<ExitRule> rulesOfExit) {
        boolean isAsWanted = true;
        for (Report.Told told : report.accounts()) {
            told.performance()
                    .halted()
                    .ifPresent(halt ->
                            err.printf(
                                    "%s: halted at %s, %s%n",
                                    told.performance().account(), halt.time(), halt.reason()));
            isAsWanted &= told.performance().halted().isEmpty();
            for (ExitRule rule : rulesOfExit) {
                if (rule.isMet(told.performance())) {
                    err.println(rule.told(told.performance()));
                    isAsWanted = false;
                }
            }
        }
        return isAsWanted;
    }

    private List<Strategy> strategies(List<Strategy> usual) throws SourceException, IOException {
        if (!set.isEmpty() && strategies.stream().noneMatch(StrategyChoice::isFile)) {
            throw new IllegalArgumentException(
                    "backtest: --set goes with a strategy's file such as strategies/MyRule.java");
        }
        return strategies.isEmpty() ? usual : StrategyChoice.of(strategies, set);
    }

    private CandleRules rules() {
        if (spread.isEmpty()) {
            return CandleRules.STANDARD;
        }
        BigDecimal part = Amounts.parse("--spread", spread.get());
        return CandleRules.STANDARD.withSpread(part);
    }

    private CandleHistory history() throws Exception {
        if (csv.isPresent() != pair.isPresent() || (csv.isPresent() && !pairs.isEmpty())) {
            throw new IllegalArgumentException(
                    "backtest: --csv and --pair go together, --pairs with the lab's own candles");
        }
        CandleHistory all = csv.isPresent() ? ofFile(csv.get()) : ofLab();
        if (from.isEmpty() && to.isEmpty()) {
            return all;
        }
        Instant first = from.map(text -> EventTime.parse("--from", text)).orElse(all.start());
        Instant end = to.map(text -> EventTime.parse("--to", text)).orElse(all.end());
        return all.between(first, end);
    }

    private CandleHistory ofFile(Path file) throws Exception {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new LabException("csv %s: it must be readable, is not".formatted(file));
        }
        return PastMinutes.ofFile(file, pair.orElseThrow(), ReadAs.IT_LOOKS, clock.instant(), err);
    }

    private CandleHistory ofLab() throws Exception {
        if (!where.data().isPrepared()) {
            throw new LabException(
                    "data directory %s: it must be a lab's, is not; name a file with --csv and --pair"
                            .formatted(where.data()));
        }
        return PastMinutes.ofLab(new PastCandles(where.data(), where.ports()), pairs);
    }

    private String source() {
        return csv.map(file -> String.valueOf(file.getFileName())).orElse("the lab's candles");
    }
}
