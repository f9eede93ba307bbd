package lab.backtest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.backtest.account.AccountRun;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.recorded.SignalsOfThen;
import lab.backtest.report.Backtested;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;
import lab.backtest.report.Report.Told;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategy;
import lab.domain.clearing.ClearingTerms;

/** Backtests strategies over what a lab has recorded, and tells what came of it. */
public final class RecordedReport {
    private final RecordedBacktest backtest;
    private final DeskRules rules;
    private final String source;

    /**
     * @param source where the record is, for people
     */
    public RecordedReport(RecordedBacktest backtest, DeskRules rules, String source) {
        this.backtest = backtest;
        this.rules = rules;
        this.source = source;
    }

    /** How many accounts were tried before on the data, but for the run of an id. */
    public interface TriedBefore {
        int count(Report.Data data, String id) throws IOException;
    }

    /** What came of it. */
    public Backtested of(
            List<Strategy> strategies,
            RecordedBacktest.Span span,
            SignalsOfThen said,
            TriedBefore tried)
            throws IOException {
        RecordedBacktest.Done done = backtest.run(strategies, span, said);
        var data =
                new Report.Data(
                        source,
                        List.copyOf(done.pairs()),
                        done.from(),
                        done.to(),
                        done.messages(),
                        "messages of the market",
                        0,
                        done.snapshot());
        Report.Settings settings = settings(strategies);
        String version = Versions.code();
        String id = Versions.runId(version, data, settings);
        int trials = tried.count(data, id) + strategies.size();
        AccountRun market = done.market();
        var report =
                new Report(
                        Report.FORMAT,
                        id,
                        version,
                        data,
                        settings,
                        caveats(said),
                        Performance.of(market, done.from()),
                        done.runs().stream()
                                .map(run -> Told.of(run, market, done.from(), trials))
                                .toList());
        return new Backtested(report, market, done.runs(), done.prices());
    }

    private Report.Settings settings(List<Strategy> strategies) {
        // Clearing's own terms of each time hold; these are the usual ones
        ClearingTerms terms = ClearingTerms.STANDARD;
        return new Report.Settings(
                strategies.stream().map(Strategy::version).toList(),
                rules.startingBalance(),
                rules.tradeSize(),
                Optional.empty(),
                terms.slippage(),
                terms.feeRate());
    }

    private static List<String> caveats(SignalsOfThen said) {
        List<String> caveats = new ArrayList<>();
        caveats.add(
                "Recorded quotes with their spreads: an order fills at the first quote after it, by the clearing"
                        + " house's rules and the terms of its time, as live; that it would have moved"
                        + " the market is not in it.");
        caveats.addAll(said.told());
        return caveats;
    }
}
