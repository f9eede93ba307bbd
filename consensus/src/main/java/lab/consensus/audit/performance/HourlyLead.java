package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * How an account's return differed from that of buy &amp; hold, hour by hour: equities are compared
 * at the first closes of each hour. An hour before which either had nothing is left out.
 */
final class HourlyLead {
    private @Nullable LocalDateTime hour;
    private double own;
    private double held;
    private double newestOwn;
    private double newestHeld;
    private int hours;
    private double mean;
    private double squares;

    /** All closes of a minute are known. */
    void look(LocalDateTime time, Optional<BigDecimal> equity, Optional<BigDecimal> heldEquity) {
        if (equity.isEmpty() || heldEquity.isEmpty()) {
            return;
        }
        newestOwn = equity.get().doubleValue();
        newestHeld = heldEquity.get().doubleValue();
        LocalDateTime now = time.truncatedTo(ChronoUnit.HOURS);
        if (hour != null && !now.isAfter(hour)) {
            return;
        }
        if (hour != null && own > 0 && held > 0) {
            add(newestOwn / own - newestHeld / held);
        }
        hour = now;
        own = newestOwn;
        held = newestHeld;
    }

    /** Mean and variance in one pass (B. P. Welford, 1962). */
    private void add(double difference) {
        hours++;
        double before = difference - mean;
        mean += before / hours;
        squares += before * (difference - mean);
    }

    /** Whether there is enough to compare. */
    boolean isLongEnough() {
        return hours >= Luck.HOURS_MIN;
    }

    /**
     * @param tried how many accounts are compared
     */
    Luck luck(int tried) {
        if (!isLongEnough()) {
            return Luck.tooShort(hours, leadPct());
        }
        double error = Math.sqrt(squares / (hours - 1) / hours);
        if (error == 0) {
            return mean == 0 ? Luck.same(hours, tried) : Luck.of(hours, leadPct(), 0, tried);
        }
        double chance =
                2 * TDistribution.of(hours - 1.0).survivalProbability(Math.abs(mean / error));
        return Luck.of(hours, leadPct(), chance, tried);
    }

    private OptionalDouble leadPct() {
        return newestHeld > 0
                ? OptionalDouble.of(100 * (newestOwn / newestHeld - 1))
                : OptionalDouble.empty();
    }
}
