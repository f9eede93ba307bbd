package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one account did.
 *
 * @param currency in which all money of this report is
 * @param since when it was first given funds
 * @param startingBalance all funds that it was given, by the prices of then
 * @param expired orders that were ignored, standing more than 24 hours behind the newest request of
 *     the account; left out where the cold tier has no orders
 * @param totalFees as in {@code performance}
 * @param netPnl as in {@code performance}
 * @param balances what it has of each asset, by transfers
 * @param buyAndHold what its funds would have come to, spread equally over the pairs that it traded
 *     (all pairs, if none) at the first close after they were given, at the same costs
 * @param luck whether the difference between the two could be luck
 */
public record AccountReport(
        String account,
        String currency,
        Optional<Instant> since,
        long totalTrades,
        long buys,
        long sells,
        long rejected,
        Optional<Long> expired,
        BigDecimal totalFees,
        Optional<BigDecimal> netPnl,
        Optional<BigDecimal> startingBalance,
        Map<String, BigDecimal> balances,
        Figures performance,
        Figures buyAndHold,
        Luck luck) {

    /**
     * Money is exact, shares are of one. What needs a price that is not known is left out.
     *
     * @param equity cash, and all else at the last close
     * @param realisedPnl what sales brought above the average cost of what was sold, before fees
     * @param unrealisedPnl what is held, above its average cost
     * @param grossPnl the two together
     * @param netPnl gross less fees, which is equity less funds
     * @param slippageCost what fills cost more, or brought less, than the quote; part of the
     *     P&amp;L
     * @param feeImpact fees as a share of gross P&amp;L, profit or loss
     * @param closedRoundTrips times that an asset was bought and all of it sold again
     * @param winRate the share of round trips that brought more than they cost, fees included
     * @param profitFactor what the winning round trips brought, by what the losing ones lost
     * @param largestDrawdown the largest fall from a peak of equity, at the closes of minutes
     * @param largestDrawdownShare the largest such fall as a share of its peak
     */
    public record Figures(
            Optional<BigDecimal> equity,
            Optional<BigDecimal> realisedPnl,
            Optional<BigDecimal> unrealisedPnl,
            Optional<BigDecimal> grossPnl,
            Optional<BigDecimal> netPnl,
            BigDecimal totalFees,
            BigDecimal slippageCost,
            OptionalDouble feeImpact,
            long closedRoundTrips,
            OptionalDouble winRate,
            OptionalDouble profitFactor,
            Optional<BigDecimal> largestDrawdown,
            OptionalDouble largestDrawdownShare) {}
}
