package lab.cli.past;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.backtest.RecordedReport;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.report.ReportJson;
import lab.backtest.sweep.Candidate;
import lab.backtest.sweep.CandlePast;
import lab.backtest.sweep.RecordedSpan;
import lab.backtest.sweep.Sweep;
import lab.backtest.sweep.SweepHtml;
import lab.backtest.sweep.SweepProgress;
import lab.backtest.sweep.SweepRange;
import lab.backtest.sweep.SweepReport;
import lab.backtest.sweep.SweepText;
import lab.backtest.sweep.TriedPast;
import lab.backtest.sweep.WalkForward;
import lab.backtest.sweep.WalkForwardReport;
import lab.cli.client.ExitCode;
import lab.consensus.source.StrategyChoice;
import lab.consensus.source.StrategyFile;
import lab.consensus.strategy.Strategy;
import lab.launcher.past.PastServices;

/** Strategies' files with many settings. */
final class SweepTrial {
    private final Trial trial;
    private final List<SweepRange> ranges;

    SweepTrial(Trial trial, List<String> sweeps) {
        this.trial = trial;
        this.ranges = sweeps.stream().map(SweepRange::parse).toList();
    }

    int run(boolean isOverRecorded) throws Exception {
        List<Candidate> candidates = candidates();
        boolean isAsking = Trial.isAsking(candidates.stream().map(Candidate::made).toList());
        PastOptions past = trial.past();
        if (isOverRecorded) {
            try (PastServices services = past.services(past.olderThanRecorded())) {
                RecordedBacktest backtest = past.recorded();
                var told =
                        new RecordedReport(
                                backtest, past.desk(), "the lab's record", commentary(isAsking));
                return sweep(
                        candidates,
                        new RecordedSpan(
                                backtest, told, backtest.known(past.span()), services::signals));
            }
        }
        CandleRules rules = past.rules();
        PastOptions.Candles candles = past.candles(trial.clock(), trial.err());
        try (PastServices services = past.services(candles.older())) {
            return sweep(
                    candidates,
                    isAsking
                            ? new CandlePast(
                                    candles.history(),
                                    rules,
                                    past.source(),
                                    services::signals,
                                    commentary(isAsking))
                            : new CandlePast(candles.history(), rules, past.source()));
        }
    }

    private Optional<String> commentary(boolean isAsking) {
        return isAsking ? Optional.of(trial.past().commentary().word()) : Optional.empty();
    }

    private int sweep(List<Candidate> candidates, TriedPast past) throws Exception {
        var sweep = new Sweep(past);
        String id = sweep.id(candidates);
        SweepReport report;
        try (SweepProgress progress = trial.runs().progress(id, sweep.data())) {
            if (progress.count() > 0 && !trial.told().isJson()) {
                trial.out()
                        .printf(
                                "%d of %d settings were done when it was stopped; it goes on%n",
                                progress.count(), candidates.size());
            }
            report = sweep.of(candidates, trial.runs().triedBefore(sweep.data(), id), progress);
            trial.runs().keep(report, trial.clock().instant());
            progress.finished();
        }
        trial.told()
                .tell(
                        report,
                        () -> new SweepHtml(report, ranges).page(),
                        () -> SweepText.print(report, trial.out()),
                        trial.out());
        return ExitCode.DONE;
    }

    int walk(String plan) throws Exception {
        if (trial.told().isPage() || trial.words().size() != 1) {
            throw new IllegalArgumentException(
                    "backtest: --walk-forward goes with one strategy's file, and has no page:"
                            + " --html does not go with it");
        }
        List<Candidate> candidates = candidates();
        List<Strategy> strategies = candidates.stream().map(Candidate::made).toList();
        if (Trial.isAsking(strategies)) {
            throw new IllegalArgumentException(
                    "backtest: --walk-forward goes with strategies that read no service");
        }
        var parsed = WalkForward.Plan.parse(plan);
        CandleRules rules = trial.past().rules();
        CandleHistory history = trial.past().candles(trial.clock(), trial.err()).history();
        var walk = new WalkForward(history, rules, trial.past().source());
        WalkForwardReport report =
                walk.of(
                        candidates.stream().map(Candidate::set).toList(),
                        strategies,
                        parsed,
                        trial.runs().triedBefore(walk.data(), walk.id(strategies, parsed)));
        trial.runs().keep(report, trial.clock().instant());
        if (trial.told().isJson()) {
            trial.out().println(ReportJson.write(ReportJson.tree(report)));
        } else {
            report.print(trial.out());
        }
        return ExitCode.DONE;
    }

    private List<Candidate> candidates() throws Exception {
        List<Path> files = StrategyChoice.files(trial.words());
        if (files.isEmpty() || !trial.told().rules().isEmpty()) {
            throw new IllegalArgumentException(
                    "backtest: --sweep goes with strategies' files such as strategies/MyRule.java,"
                            + " and without --exit-on and --check-lookahead");
        }
        List<StrategyFile> read = new ArrayList<>();
        for (Path file : files) {
            read.add(StrategyFile.read(file));
        }
        return Candidate.of(read, trial.set(), ranges);
    }
}
