package lab.launcher.quality;

import static lab.domain.Checks.check;

import java.time.Duration;
import lab.servicekit.config.Default;

/**
 * How often a running lab looks through its data by itself.
 *
 * @param every how long after one look the next comes; none at all if it is zero
 * @param over how far back each looks, by event time
 * @param after how long after a start the first comes at the earliest
 */
public record QualitySettings(
        @Default("1d") Duration every,
        @Default("1d") Duration over,
        @Default("10m") Duration after) {

    public QualitySettings {
        check(!every.isNegative(), "quality.every: must not be negative, was %s", every);
        check(over.isPositive(), "quality.over: must be positive, was %s", over);
        check(!after.isNegative(), "quality.after: must not be negative, was %s", after);
    }
}
