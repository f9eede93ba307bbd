package lab.backtest.sweep;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import lab.backtest.account.AccountRun;
import lab.backtest.report.Report;
import lab.consensus.strategy.Strategy;

/** A past on which many settings are tried, read once for all of them. */
public interface TriedPast {
    Report.Data data();

    /** A hash of the code that decides what a run comes to. */
    String version();

    /** What a run of these strategies is known by. */
    String id(List<Strategy> strategies);

    /** By what they trade. */
    Report.Settings settings(List<Strategy> strategies);

    /** What the reader has to know first. */
    List<String> caveats(List<Strategy> strategies);

    /** When what counts begins. */
    Instant start();

    /**
     * Tries them, with all cores.
     *
     * @param sink gets each as soon as it is done, by its place among them; from any thread
     * @return the market's run
     */
    AccountRun run(List<Strategy> strategies, Sink sink) throws IOException;

    /** Gets what came of a setting. */
    interface Sink {
        void done(int place, AccountRun run) throws IOException;
    }
}
