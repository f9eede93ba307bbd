package lab.backtest.report;

import java.time.Instant;
import java.util.Arrays;
import lab.backtest.account.EquityCurve;
import lab.backtest.statistics.Returns;

/**
 * An equity curve at the full days of UTC, or at the full hours where there are few days. What lies
 * before the first and after the last of them is no whole period and left out.
 */
final class Sampled {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long DAYS_MIN = 30;
    private static final double HOURS_PER_DAY = 24;

    private Sampled() {}

    static Returns returns(EquityCurve curve, Instant start) {
        double[] days = at(curve, start, SECONDS_PER_DAY);
        return days.length > DAYS_MIN
                ? Returns.between(days, "day", Returns.DAYS_PER_YEAR)
                : Returns.between(
                        at(curve, start, SECONDS_PER_HOUR),
                        "hour",
                        Returns.DAYS_PER_YEAR * HOURS_PER_DAY);
    }

    private static double[] at(EquityCurve curve, Instant start, long step) {
        long first = Math.ceilDiv(start.getEpochSecond(), step) * step;
        long last = Math.floorDiv(curve.time(curve.size() - 1).getEpochSecond(), step) * step;
        if (last < first) {
            return new double[0];
        }
        double[] values = new double[(int) ((last - first) / step) + 1];
        int index = 0;
        int count = 0;
        for (long time = first; time <= last; time += step) {
            while (index < curve.size() && curve.time(index).getEpochSecond() <= time) {
                index++;
            }
            // Before the first mark there is nothing but the funds, which every first mark still
            // has
            values[count++] = curve.close(Math.max(0, index - 1));
        }
        return Arrays.copyOf(values, count);
    }
}
