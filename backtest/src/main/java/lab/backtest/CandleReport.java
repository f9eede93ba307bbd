package lab.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.report.Backtested;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;
import lab.backtest.report.Report.Told;
import lab.consensus.strategy.Strategy;
import lab.domain.Pair;
import lab.domain.clearing.Amounts;
import lab.domain.clearing.ClearingTerms;

/** Backtests strategies over candles, and tells what came of it. */
public final class CandleReport {
    private final CandleHistory history;
    private final CandleRules rules;
    private final String source;
    private final String version = Versions.code();

    /**
     * @param source where the candles are from, for people
     */
    public CandleReport(CandleHistory history, CandleRules rules, String source) {
        this.history = history;
        this.rules = rules;
        this.source = source;
    }

    /** The past that it goes through. */
    public Report.Data data() {
        return new Report.Data(
                source,
                List.copyOf(history.pairs()),
                history.start(),
                history.end(),
                history.size(),
                "candles of one minute",
                history.missingMinutes(),
                history.hash());
    }

    /** A hash of the code that decides what a run comes to. */
    public String version() {
        return version;
    }

    /** What a run of these strategies is known by. */
    public String id(List<Strategy> strategies) {
        return Versions.runId(version, data(), settings(strategies));
    }

    /** What a run of these strategies in some other manner is known by. */
    public String id(List<Strategy> strategies, String manner) {
        return Versions.runId(version + " " + manner, data(), settings(strategies));
    }

    /** By what they trade. */
    public Report.Settings settings(List<Strategy> strategies) {
        ClearingTerms terms = rules.terms().at(history.start());
        return new Report.Settings(
                strategies.stream().map(Strategy::version).toList(),
                rules.startingBalance(),
                rules.tradeSize(),
                Optional.of(rules.spread()),
                terms.slippage(),
                terms.feeRate());
    }

    /**
     * What came of it.
     *
     * @param triedBefore how many accounts were tried on this market before, which make a good one
     *     less of a wonder
     */
    public Backtested of(List<Strategy> strategies, int triedBefore) {
        var backtest = new CandleBacktest(history, rules);
        AccountRun market = backtest.buyAndHold();
        List<AccountRun> runs = strategies.parallelStream().map(backtest::run).toList();
        int trials = triedBefore + runs.size();
        var report =
                new Report(
                        Report.FORMAT,
                        id(strategies),
                        version,
                        data(),
                        settings(strategies),
                        caveats(strategies),
                        Performance.of(market, history.start()),
                        runs.stream()
                                .map(run -> Told.of(run, market, history.start(), trials))
                                .toList());
        return new Backtested(report, market, runs, prices());
    }

    private Map<Pair, List<Backtested.Close>> prices() {
        Map<Pair, List<Backtested.Close>> prices = new TreeMap<>();
        for (Pair pair : history.pairs()) {
            prices.put(
                    pair,
                    history.of(pair).stream()
                            .map(it ->
                                    new Backtested.Close(
                                            it.end(), it.close().toBigDecimal().doubleValue()))
                            .toList());
        }
        return prices;
    }

    /** What the reader has to know first. */
    public List<String> caveats(List<Strategy> strategies) {
        List<String> caveats = new ArrayList<>();
        caveats.add(
                "Only candles: an order trades at the open of the next minute, bid and ask %s %% apart"
                                .formatted(Amounts.format(rules.spread().movePointRight(2)))
                        + " (--spread); what a candle leaves open goes against the trader.");
        caveats.add(
                "Of each minute only open, high, low, close and volume are known. Where a strategy reads a"
                        + " mean price or a number of trades that the data lacks, it sees the middle of"
                        + " the four prices and one trade.");
        strategies.stream()
                .filter(strategy -> !strategy.reads().isEmpty())
                .forEach(strategy ->
                        caveats.add(
                                "%s reads services that candles cannot stand in for: what they would have said is Unknown."
                                        .formatted(strategy.name())));
        return caveats;
    }
}
