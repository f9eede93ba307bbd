package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lab.domain.Account;
import lab.domain.MarketClock;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.house.ClearingHouse;
import lab.domain.clearing.house.RequestIntake;
import lab.domain.progress.Progress;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import org.junit.jupiter.api.Test;

class LedgerViewTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Account ACCOUNT = new Account("momentum");
    private static final int ORDERS_A_DAY = 24 * 60 * 10;

    private final MemoryBus bus = new MemoryBus(new Random(1));
    private final ClearingHouse house =
            new ClearingHouse(
                    DatedTerms.STANDARD,
                    _ -> 0,
                    it ->
                            bus.append(
                                    Topic.EXECUTIONS,
                                    ACCOUNT.name(),
                                    ExecutionCodec.encode(it.execution())));
    private LedgerView clearing = clearing();

    private LedgerView clearing() {
        return new LedgerView(bus, Set.of(ACCOUNT), MarketClock.OWN, _ -> {});
    }

    @Test
    void an_order_that_expires_is_not_waited_for() throws Exception {
        OrderRequest ahead = order("foreign", NOON.plus(RequestIntake.REMEMBERED).plusSeconds(61));
        OrderRequest own = order("own", NOON.plusSeconds(60));
        bus.send(List.of(ahead));
        bus.tell(new Progress("clearing", NOON.plus(Duration.ofDays(3)), false));
        clearing.forgetBefore(NOON.plusSeconds(60));
        assertThat(clearing.read()).isTrue();
        assertThat(clearing.outstanding()).isEqualTo(1);
        clearing = restored();
        clearing.expect(own);
        bus.send(List.of(own));
        assertThat(clearing.read()).isTrue();
        assertThat(clearing.isKnown(own)).isTrue();
        assertThat(clearing.outstanding()).as("the foreign one alone").isEqualTo(1);
    }

    @Test
    void a_repeat_does_not_end_the_wait_for_an_order_whatever_it_says() throws Exception {
        OrderRequest own = order("own", NOON);
        clearing.expect(own);
        bus.send(List.of(own, order("own", NOON.minus(Duration.ofDays(2)))));
        assertThat(clearing.read()).isTrue();
        assertThat(clearing.outstanding()).isEqualTo(1);
    }

    @Test
    void what_it_writes_down_is_no_larger_after_a_month_than_after_a_day() throws Exception {
        int ofADay = written(0, ORDERS_A_DAY);
        assertThat(written(ORDERS_A_DAY, 30 * ORDERS_A_DAY)).isBetween(ofADay - 100, ofADay + 100);
    }

    /** The size after orders that came six seconds apart and were decided one after the other. */
    private int written(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            OrderRequest order =
                    order("momentum:BTC-USD:" + (1_000_000 + i), NOON.plusSeconds(6L * i));
            clearing.forgetBefore(order.time());
            clearing.expect(order);
            bus.send(List.of(order));
            house.request(order);
            if (i % 100 == 99) {
                assertThat(clearing.read()).isTrue();
                assertThat(clearing.outstanding()).isZero();
            }
        }
        return clearing.toJson().toString().length();
    }

    private LedgerView restored() throws Exception {
        LedgerView restored = clearing();
        restored.readFrom(clearing.toJson());
        return restored;
    }

    private static OrderRequest order(String id, Instant time) {
        return new OrderRequest(
                new OrderId(id),
                ACCOUNT,
                time,
                new Pair("BTC-USD"),
                "BUY",
                new BigDecimal("0.01"),
                Remarks.NONE);
    }
}
