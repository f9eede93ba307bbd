package lab.backtest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.backtest.account.AccountRun;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.recorded.RecordedBacktest.Known;
import lab.backtest.report.Ablation;
import lab.backtest.report.Backtested;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;
import lab.backtest.report.Report.Told;
import lab.backtest.signals.Ablated;
import lab.backtest.signals.SignalsOfThen;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategy;
import lab.domain.clearing.VenueTerms;

/** Backtests strategies over what a lab has recorded, and tells what came of it. */
public final class RecordedReport {
    private final RecordedBacktest backtest;
    private final DeskRules rules;
    private final String source;
    private final Optional<String> commentary;
    private final String version = Versions.code();

    /**
     * @param source where the record is, for people
     * @param commentary whose word is taken, as it was chosen
     */
    public RecordedReport(
            RecordedBacktest backtest,
            DeskRules rules,
            String source,
            Optional<String> commentary) {
        this.backtest = backtest;
        this.rules = rules;
        this.source = source;
        this.commentary = commentary;
    }

    /** The span that it goes through. */
    public Report.Data data(Known known) {
        return new Report.Data(
                source,
                List.copyOf(known.extent().pairs()),
                known.extent().from(),
                known.extent().to(),
                known.extent().quotes(),
                "quotes of the market",
                0,
                known.snapshot());
    }

    /** A hash of the code that decides what a run comes to. */
    public String version() {
        return version;
    }

    /** What a run of these strategies is known by. */
    public String id(Known known, List<Strategy> strategies) {
        return Versions.runId(version, data(known), settings(known, strategies));
    }

    /** What came of it. */
    public Backtested of(
            List<Strategy> strategies, Known known, SignalsOfThen said, int triedBefore)
            throws IOException {
        List<Ablated> ablated = Ablated.of(strategies, said.isAnybody(), /* hasBooks= */ true);
        List<Strategy> all = new ArrayList<>(strategies);
        all.addAll(ablated);
        RecordedBacktest.Done done = backtest.run(all, known, said);
        List<AccountRun> runs = done.runs().subList(0, strategies.size());
        List<AccountRun> without = done.runs().subList(strategies.size(), all.size());
        var start = known.extent().from();
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            told.add(
                    Told.of(
                            runs.get(i),
                            done.market(),
                            start,
                            triedBefore + all.size(),
                            Ablation.of(strategies.get(i), runs.get(i), ablated, without, start)));
        }
        List<String> caveats = new ArrayList<>(caveats(known));
        caveats.addAll(said.told());
        var report =
                new Report(
                        Report.FORMAT,
                        id(known, strategies),
                        version,
                        data(known),
                        settings(known, strategies),
                        caveats,
                        said.counts(),
                        all.size(),
                        Performance.of(done.market(), start),
                        told);
        return new Backtested(report, done.market(), runs, done.prices());
    }

    /** By what they trade; the terms are those of the span's end. */
    public Report.Settings settings(Known known, List<Strategy> strategies) {
        VenueTerms terms = known.terms().at(known.extent().to());
        return new Report.Settings(
                strategies.stream().map(Strategy::version).toList(),
                rules.startingBalance(),
                rules.tradeSize(),
                rules.limits().positionMax(),
                rules.limits().exposureMax(),
                Optional.empty(),
                terms.usual().slippage(),
                terms.usual().feeRate(),
                Optional.of(terms.fees()).filter(fees -> !fees.isEmpty()),
                commentary);
    }

    /** What the reader has to know first. */
    public List<String> caveats(Known known) {
        List<String> caveats = new ArrayList<>();
        caveats.add(
                "Recorded quotes with their spreads: an order fills at the first quote after it, by the clearing"
                        + " house's rules and the terms of its time, as live; that it would have moved"
                        + " the market is not in it.");
        long changes =
                known.terms().changes().stream()
                        .filter(it ->
                                it.from().isAfter(known.extent().from())
                                        && !it.from().isAfter(known.extent().to()))
                        .count();
        if (changes > 0) {
            caveats.add(
                    "Fee and slippage were changed within the span (%d times); those of its end are shown."
                            .formatted(changes));
        }
        return caveats;
    }
}
