package lab.flink.sql.clearing.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.Request;
import lab.domain.clearing.TermsChange;
import lab.topics.BusException;
import org.junit.jupiter.api.Test;

class TermsInForceTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final List<TermsChange> onBus = new ArrayList<>();
    private Instant newestRequest = Instant.MIN;
    private int looks;
    private int failures;
    private final TermsInForce terms =
            new TermsInForce(
                    new TermsInForce.TermsBus() {
                        @Override
                        public Instant newestRequest() throws BusException {
                            if (failures > 0) {
                                failures--;
                                throw BusException.unreachable("away", new IllegalStateException());
                            }
                            return newestRequest;
                        }

                        @Override
                        public DatedTerms terms() {
                            looks++;
                            return new DatedTerms(onBus);
                        }

                        @Override
                        public void close() {}
                    });

    @Test
    void a_change_while_it_runs_holds_for_what_the_bus_takes_after_it_and_nothing_before()
            throws Exception {
        assertThat(fee(1)).isEqualTo("0.001");
        onBus.add(change(3, "0.002"));
        assertThat(fee(2)).isEqualTo("0.001");
        assertThat(fee(3)).isEqualTo("0.001");
        assertThat(fee(4)).isEqualTo("0.002");
        assertThat(fee(2)).isEqualTo("0.001");
    }

    @Test
    void one_look_serves_all_requests_that_are_on_the_bus() throws Exception {
        newestRequest = NOON.plusSeconds(1_000);
        for (int second = 0; second <= 1_000; second++) {
            assertThat(fee(second)).isEqualTo("0.001");
        }
        assertThat(looks).isEqualTo(1);
        assertThat(fee(1_001)).isEqualTo("0.001");
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void a_bus_that_is_away_is_waited_for() throws Exception {
        failures = 2;
        onBus.add(change(3, "0.002"));
        assertThat(fee(4)).isEqualTo("0.002");
    }

    /** Of a request that was made at noon and that the bus took so many seconds later. */
    private String fee(int second) throws Exception {
        return terms.of(fund(), NOON.plusSeconds(second)).feeRate().toPlainString();
    }

    private static Request fund() {
        return new FundRequest(
                new OrderId("f"), new Account("alice"), NOON, new Asset("USD"), BigDecimal.ONE);
    }

    private static TermsChange change(int second, String fee) {
        return new TermsChange(
                NOON,
                NOON.plusSeconds(second),
                ClearingTerms.STANDARD.with(
                        BigDecimal.ZERO, new BigDecimal(fee), Duration.ofSeconds(30)));
    }
}
