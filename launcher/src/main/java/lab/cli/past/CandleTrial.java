package lab.cli.past;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lab.backtest.CandleReport;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.LookAhead;
import lab.backtest.report.Backtested;
import lab.backtest.report.ExitRule;
import lab.backtest.signals.Overheard;
import lab.backtest.signals.SignalsOfThen;
import lab.cli.client.ExitCode;
import lab.consensus.strategy.Strategy;
import lab.launcher.past.PastServices;
import lab.launcher.past.PastSignals;

/** Strategies over candles of one minute. */
final class CandleTrial {
    private static final int LOOKS = 12;

    private final Trial trial;

    CandleTrial(Trial trial) {
        this.trial = trial;
    }

    int run() throws Exception {
        List<Strategy> tried = trial.strategies(Trial.usualOverCandles());
        List<ExitRule> exits = trial.told().rules();
        CandleRules rules = trial.past().rules();
        PastOptions.Candles candles = trial.past().candles(trial.clock(), trial.err());
        var first = new FirstDecision(trial.clock());
        boolean isAsking = Trial.isAsking(tried);
        try (PastServices services = trial.past().services(candles.older())) {
            PastSignals signals = services.signals();
            var report =
                    isAsking
                            ? new CandleReport(
                                    candles.history(),
                                    rules,
                                    trial.past().source(),
                                    signals,
                                    Optional.of(trial.past().commentary().word()))
                            : new CandleReport(candles.history(), rules, trial.past().source());
            Backtested tested =
                    report.of(
                            first.watch(tried),
                            trial.runs().triedBefore(report.data(), report.id(tried)));
            int code = trial.finish(tested, exits);
            if (!trial.told().isJson()) {
                if (isAsking) {
                    tellSearches(trial, signals);
                }
                tellFirst(first);
            }
            return code;
        }
    }

    static void tellSearches(Trial trial, PastSignals signals) {
        trial.out()
                .printf(
                        Locale.ROOT,
                        "%n%,d pattern searches took %.1f s, all threads together%n",
                        signals.searches(),
                        signals.took().toMillis() / 1000.0);
    }

    private void tellFirst(FirstDecision first) {
        if (FirstDecision.concerns(trial.words())) {
            first.after()
                    .ifPresent(after ->
                            trial.out()
                                    .printf(
                                            Locale.ROOT,
                                            "%nThe first decision came %.1f s after the start.%n",
                                            after.toMillis() / 1000.0));
        }
    }

    /** Cuts off and poisons what follows, and says whether anything before changes. */
    int checkLookAhead() throws Exception {
        List<Strategy> tried = trial.strategies(Trial.usualOverCandles());
        CandleRules rules = trial.past().rules();
        PastOptions.Candles candles = trial.past().candles(trial.clock(), trial.err());
        boolean isClean = true;
        try (PastServices services = trial.past().services(candles.older())) {
            for (Strategy each : tried) {
                Optional<LookAhead.Found> found =
                        LookAhead.check(
                                candles.history(),
                                past -> {
                                    var said =
                                            new Overheard(
                                                    Strategy.asks(each)
                                                            ? services.signals()
                                                            : SignalsOfThen.NOBODY);
                                    return LookAhead.Done.of(
                                            new CandleBacktest(past, rules)
                                                    .run(List.of(each), said)
                                                    .getFirst(),
                                            said.lines());
                                },
                                LOOKS);
                trial.out()
                        .printf(
                                "%s: %s%n",
                                each.name(),
                                found.map(it -> "it looks ahead: " + it)
                                        .orElse(
                                                "nothing that it did depends on what came later, at %d times"
                                                        .formatted(LOOKS)));
                isClean &= found.isEmpty();
            }
        }
        return isClean ? ExitCode.DONE : ExitCode.FAILED;
    }
}
