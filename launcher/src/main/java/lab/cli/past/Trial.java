package lab.cli.past;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import lab.backtest.report.Backtested;
import lab.backtest.report.ExitRule;
import lab.backtest.report.HtmlReport;
import lab.backtest.report.Report;
import lab.backtest.report.TextReport;
import lab.backtest.runs.KeptRuns;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyChoice;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;

/**
 * Strategies that are tried on a past, whichever it is.
 *
 * @param words that name the strategies
 * @param set parameters of their files
 */
record Trial(
        PastOptions past,
        ToldOptions told,
        List<String> words,
        Map<String, String> set,
        InstantSource clock,
        PrintWriter out,
        PrintWriter err) {
    /**
     * Those that are named.
     *
     * @param usual if none are
     */
    List<Strategy> strategies(List<Strategy> usual) throws SourceException, IOException {
        if (!set.isEmpty() && words.stream().noneMatch(StrategyChoice::isFile)) {
            throw new IllegalArgumentException(
                    "backtest: --set goes with a strategy's file such as strategies/MyRule.java");
        }
        return words.isEmpty() ? usual : StrategyChoice.of(words, set);
    }

    KeptRuns runs() {
        return new KeptRuns(past.where().data().backtests());
    }

    /** Keeps and tells it. */
    int finish(Backtested tested, List<ExitRule> rules) throws IOException {
        Report report = tested.report();
        runs().keep(report, clock.instant());
        told.tell(
                report,
                () -> new HtmlReport(tested).page(),
                () -> new TextReport(report).print(out),
                out);
        return told.exitCode(report, rules, err);
    }

    /** Those of the lab's own that read no service: searches over years of candles take long. */
    static List<Strategy> usualOverCandles() {
        return Strategies.all().stream().filter(it -> it.reads().isEmpty()).toList();
    }

    static boolean isAsking(List<Strategy> strategies) {
        return strategies.stream().anyMatch(Strategy::asks);
    }
}
