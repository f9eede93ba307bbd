package lab.backtest.sweep;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import lab.backtest.report.Performance;
import lab.backtest.report.Report;

/**
 * What came of all settings.
 *
 * @param accounts one for each setting, the best Sharpe ratio first, unknown ones last
 * @param best what is to be thought of the first of them
 */
public record SweepReport(
        int format,
        String id,
        String version,
        Report.Data data,
        Report.Settings settings,
        List<String> caveats,
        Performance market,
        List<Setting> accounts,
        Best best) {
    public SweepReport {
        caveats = List.copyOf(caveats);
        accounts = List.copyOf(accounts);
    }

    /** What the parameters were that were swept, and what came of it. */
    public record Setting(Map<String, String> set, Performance performance) {}

    /**
     * The setting with the best Sharpe ratio.
     *
     * @param trials settings of this sweep, and what was tried on this market before
     * @param deflated the probability that its ratio is more than the best of the trials by chance
     * @param overfitting the probability that the best setting of one half of the past is below the
     *     median in the other; unknown of fewer than ten settings
     * @param trackRecordDays how long such a ratio must be watched to be above zero with 95 %
     */
    public record Best(
            Map<String, String> set,
            int trials,
            OptionalDouble sharpe,
            OptionalDouble deflated,
            OptionalDouble overfitting,
            OptionalDouble trackRecordDays,
            List<String> sentences) {
        public Best {
            sentences = List.copyOf(sentences);
        }
    }
}
