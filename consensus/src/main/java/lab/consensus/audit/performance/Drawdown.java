package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The largest fall from a peak. Funds that come raise the peak with what they raise. */
final class Drawdown {
    private @Nullable BigDecimal peak;
    private BigDecimal largest = BigDecimal.ZERO;
    private double largestShare;

    void moreFunds(BigDecimal worth) {
        peak = peak == null ? worth : peak.add(worth);
    }

    void look(BigDecimal equity) {
        BigDecimal before = peak;
        if (before == null || equity.compareTo(before) > 0) {
            peak = equity;
            return;
        }
        BigDecimal fall = before.subtract(equity);
        largest = largest.max(fall);
        if (before.signum() > 0) {
            largestShare = Math.max(largestShare, fall.doubleValue() / before.doubleValue());
        }
    }

    /** Nothing, if there never was anything to fall. */
    Optional<BigDecimal> largest() {
        return Optional.ofNullable(peak).map(_ -> largest);
    }

    OptionalDouble largestShare() {
        return peak == null ? OptionalDouble.empty() : OptionalDouble.of(largestShare);
    }
}
