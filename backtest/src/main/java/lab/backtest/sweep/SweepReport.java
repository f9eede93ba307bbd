package lab.backtest.sweep;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
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

    /** Which strategy, what its parameters were that were swept, and what came of it. */
    public record Setting(String strategy, Map<String, String> set, Performance performance) {
        /** For people; the strategy only where there are several. */
        String told(boolean isOneOfMany) {
            String parameters =
                    set.entrySet().stream()
                            .map(it -> it.getKey() + "=" + it.getValue())
                            .collect(Collectors.joining(" "));
            return isOneOfMany ? (strategy + " " + parameters).strip() : parameters;
        }
    }

    /** The strategies that were tried, in their order. */
    List<String> strategies() {
        return accounts.stream().map(Setting::strategy).distinct().sorted().toList();
    }

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
            String strategy,
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
