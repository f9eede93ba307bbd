package lab.backtest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.report.Ablation;
import lab.backtest.report.Backtested;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;
import lab.backtest.report.Report.Told;
import lab.backtest.signals.Ablated;
import lab.backtest.signals.SignalsOfThen;
import lab.consensus.strategy.Strategy;
import lab.domain.Amounts;
import lab.domain.Pair;
import lab.domain.clearing.VenueTerms;

/** Backtests strategies over candles, and tells what came of it. */
public final class CandleReport {
    private final CandleHistory history;
    private final CandleRules rules;
    private final String source;
    private final SignalsOfThen said;
    private final Optional<String> commentary;
    private final String version = Versions.code();

    /**
     * With nobody to ask.
     *
     * @param source where the candles are from, for people
     */
    public CandleReport(CandleHistory history, CandleRules rules, String source) {
        this(history, rules, source, SignalsOfThen.NOBODY, Optional.empty());
    }

    /**
     * With the services' words of then.
     *
     * @param source where the candles are from, for people
     * @param commentary whose word is taken, as it was chosen
     */
    public CandleReport(
            CandleHistory history,
            CandleRules rules,
            String source,
            SignalsOfThen said,
            Optional<String> commentary) {
        this.said = said;
        this.commentary = commentary;
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
        VenueTerms terms = rules.terms().at(history.start());
        return new Report.Settings(
                strategies.stream().map(Strategy::version).toList(),
                rules.startingBalance(),
                rules.tradeSize(),
                rules.limits().positionMax(),
                rules.limits().exposureMax(),
                Optional.of(rules.spread()),
                terms.usual().slippage(),
                terms.usual().feeRate(),
                Optional.of(terms.fees()).filter(fees -> !fees.isEmpty()),
                commentary);
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
        List<Ablated> ablated = Ablated.of(strategies, said.isAnybody(), /* hasBooks= */ false);
        List<Strategy> all = new ArrayList<>(strategies);
        all.addAll(ablated);
        List<AccountRun> every = backtest.run(all, said);
        List<AccountRun> runs = every.subList(0, strategies.size());
        List<AccountRun> without = every.subList(strategies.size(), every.size());
        Instant start = history.start();
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            told.add(
                    Told.of(
                            runs.get(i),
                            market,
                            start,
                            triedBefore + all.size(),
                            Ablation.of(strategies.get(i), runs.get(i), ablated, without, start)));
        }
        var report =
                new Report(
                        Report.FORMAT,
                        id(strategies),
                        version,
                        data(),
                        settings(strategies),
                        caveats(strategies),
                        said.counts(),
                        all.size(),
                        Performance.of(market, start),
                        told);
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
        caveats.addAll(said.told());
        strategies.stream()
                .filter(strategy -> !said.isAnybody() && Strategy.asks(strategy))
                .forEach(strategy ->
                        caveats.add(
                                "%s reads services, and nobody is asked: what they would have said is Unknown."
                                        .formatted(strategy.name())));
        strategies.stream()
                .filter(Strategy::readsBook)
                .forEach(strategy ->
                        caveats.add(
                                "%s reads order books, which candles do not know: they are Unknown. Over what a lab has recorded they are there."
                                        .formatted(strategy.name())));
        return caveats;
    }
}
