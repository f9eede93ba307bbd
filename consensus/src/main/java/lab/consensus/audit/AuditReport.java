package lab.consensus.audit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lab.consensus.audit.performance.AccountReport;

/**
 * What an audit found.
 *
 * @param reconciled whether nothing differs
 * @param checkedAt when the books were read
 * @param asOf up to which event time, if not up to now
 * @param differences the first of them, at most {@link Audit#DIFFERENCES_MAX}
 * @param differencesTotal how many there are
 * @param lag what is on its way to a slower tier, and so is no difference
 * @param compared the tables that were read
 * @param notes what was not compared, and why
 * @param totals over all accounts
 */
public record AuditReport(
        boolean reconciled,
        Instant checkedAt,
        Optional<Instant> asOf,
        long differencesTotal,
        List<Difference> differences,
        List<Lag> lag,
        List<Compared> compared,
        List<String> notes,
        @JsonUnwrapped Totals totals,
        List<AccountReport> accounts) {

    /** The same with the figures of one account alone; the verdict is of all the books. */
    public AuditReport of(String account) {
        List<AccountReport> one =
                accounts.stream().filter(it -> it.account().equals(account)).toList();
        return new AuditReport(
                reconciled,
                checkedAt,
                asOf,
                differencesTotal,
                differences,
                lag,
                compared,
                notes,
                Totals.of(one),
                one);
    }

    /** Rows of elsewhere that a table has not come to. */
    public record Lag(String table, long rows) {}

    /** A table that was read, and at which snapshot. */
    public record Compared(String table, String snapshot, long rows) {}

    /**
     * All accounts together, as far as they are of one currency.
     *
     * @param totalTrades orders that were filled
     * @param expired orders that were ignored; left out if that of an account is not known
     * @param netPnl left out if that of an account is not known or in another currency
     * @param startingBalance the same of all funds
     */
    public record Totals(
            long totalTrades,
            long buys,
            long sells,
            Optional<Long> expired,
            Optional<BigDecimal> totalFees,
            Optional<BigDecimal> netPnl,
            Optional<BigDecimal> startingBalance) {

        static Totals of(List<AccountReport> accounts) {
            return new Totals(
                    accounts.stream().mapToLong(AccountReport::totalTrades).sum(),
                    accounts.stream().mapToLong(AccountReport::buys).sum(),
                    accounts.stream().mapToLong(AccountReport::sells).sum(),
                    accounts.stream()
                            .map(AccountReport::expired)
                            .reduce(
                                    Optional.of(0L),
                                    (sum, one) -> sum.flatMap(it -> one.map(add -> it + add))),
                    sum(accounts, account -> Optional.of(account.totalFees())),
                    sum(accounts, AccountReport::netPnl),
                    sum(accounts, AccountReport::startingBalance));
        }

        private static Optional<BigDecimal> sum(
                List<AccountReport> accounts,
                Function<AccountReport, Optional<BigDecimal>> figure) {
            if (accounts.stream().map(AccountReport::currency).distinct().count() > 1) {
                return Optional.empty();
            }
            return accounts.stream()
                    .map(figure)
                    .reduce(
                            Optional.of(BigDecimal.ZERO),
                            (sum, one) -> sum.flatMap(it -> one.map(it::add)));
        }
    }
}
