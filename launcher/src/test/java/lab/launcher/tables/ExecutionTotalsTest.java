package lab.launcher.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.RejectReason;
import lab.domain.clearing.Status;
import org.junit.jupiter.api.Test;

class ExecutionTotalsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final ExecutionTotals totals = new ExecutionTotals();

    @Test
    void an_execution_counts_once_however_often_it_comes() {
        totals.fill(Map.of());
        assertThat(totals.take(funded("ann", 0))).isTrue();
        assertThat(totals.take(rejected("ann", 1))).isTrue();
        assertThat(totals.take(funded("ann", 0))).isFalse();
        assertThat(totals.take(rejected("ann", 1))).isFalse();
        assertThat(totals.take(funded("bob", 0))).isTrue();
        assertThat(totals.funded()).isEqualTo(2);
        assertThat(totals.rejected()).isEqualTo(Map.of("INVALID_AMOUNT", 1L));
        assertThat(totals.hasGap()).isFalse();
    }

    @Test
    void what_the_bus_no_longer_has_the_warm_tier_knows() {
        assertThat(totals.hasGap()).as("nobody has asked yet").isTrue();
        totals.take(rejected("ann", 7));
        totals.fill(Map.of("ann", kept(7), "eve", kept(3)));
        assertThat(totals.take(rejected("ann", 6))).isFalse();
        assertThat(totals.take(rejected("ann", 8))).isTrue();
        assertThat(totals.hasGap()).isFalse();
        assertThat(totals.funded()).isEqualTo(2);
        assertThat(totals.filled()).isEqualTo(6 + 2);
        assertThat(totals.rejected()).isEqualTo(Map.of("NO_QUOTE", 2L, "INVALID_AMOUNT", 1L));
    }

    @Test
    void what_neither_has_yet_is_asked_for_until_the_warm_tier_has_it() {
        totals.fill(Map.of());
        assertThat(totals.take(rejected("ann", 4))).isFalse();
        assertThat(totals.hasGap()).isTrue();
        totals.fill(Map.of("ann", kept(3)));
        assertThat(totals.hasGap()).as("4 was shown and is not known").isTrue();
        totals.fill(Map.of("ann", kept(4)));
        assertThat(totals.hasGap()).isFalse();
        assertThat(totals.filled()).isEqualTo(3);
    }

    @Test
    void what_the_warm_tier_is_behind_with_stays_counted() {
        totals.fill(Map.of());
        for (int number = 0; number < 5; number++) {
            totals.take(funded("ann", number));
        }
        totals.fill(Map.of("ann", kept(2)));
        assertThat(totals.funded()).isEqualTo(5);
    }

    /** A fund, fills, and a rejected order as number {@code newest}. */
    private static ExecutionTotals.OfAccount kept(long newest) {
        var account = new ExecutionTotals.OfAccount();
        account.add(newest, "REJECTED", "NO_QUOTE");
        account.add(0, "FUNDED", "UNKNOWN");
        for (long number = 1; number < newest; number++) {
            account.add(number, "FILLED", "UNKNOWN");
        }
        return account;
    }

    private static Execution funded(String account, long number) {
        return fund(account, number, Status.FUNDED, Optional.empty());
    }

    private static Execution rejected(String account, long number) {
        return fund(account, number, Status.REJECTED, Optional.of(RejectReason.INVALID_AMOUNT));
    }

    private static Execution fund(
            String account, long number, Status status, Optional<RejectReason> reason) {
        return new Execution(
                new FundRequest(
                        new OrderId("o-" + number),
                        new Account(account),
                        NOON,
                        new Asset("USD"),
                        BigDecimal.TEN),
                number,
                status,
                reason,
                NOON,
                Optional.empty(),
                Optional.empty(),
                BigDecimal.ZERO,
                Optional.empty(),
                ClearingTerms.STANDARD);
    }
}
