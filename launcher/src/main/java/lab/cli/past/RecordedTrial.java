package lab.cli.past;

import java.util.List;
import java.util.Optional;
import lab.backtest.RecordedReport;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.report.Backtested;
import lab.backtest.report.ExitRule;
import lab.backtest.signals.SignalsOfThen;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import lab.launcher.past.PastServices;
import lab.launcher.past.PastSignals;

/** Strategies over what a lab has recorded. */
final class RecordedTrial {
    private final Trial trial;

    RecordedTrial(Trial trial) {
        this.trial = trial;
    }

    int run() throws Exception {
        List<Strategy> tried = trial.strategies(Strategies.all());
        List<ExitRule> exits = trial.told().rules();
        boolean isAsking = Trial.isAsking(tried);
        PastOptions past = trial.past();
        try (PastServices services = past.services(past.olderThanRecorded())) {
            PastSignals signals = services.signals();
            RecordedBacktest backtest = past.recorded();
            RecordedBacktest.Known known = backtest.known(past.span());
            var told =
                    new RecordedReport(
                            backtest,
                            past.desk(),
                            "the lab's record",
                            isAsking ? Optional.of(past.commentary().word()) : Optional.empty());
            Backtested tested =
                    told.of(
                            tried,
                            known,
                            isAsking ? signals : SignalsOfThen.NOBODY,
                            trial.runs().triedBefore(told.data(known), told.id(known, tried)));
            int code = trial.finish(tested, exits);
            if (isAsking && !trial.told().isJson()) {
                CandleTrial.tellSearches(trial, signals);
            }
            return code;
        }
    }
}
