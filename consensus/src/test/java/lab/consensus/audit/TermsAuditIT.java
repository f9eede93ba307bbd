package lab.consensus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;
import lab.topics.codec.TermsCodec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whether executions went by the terms of their time, and none was of an order that expired. */
class TermsAuditIT extends AuditedTables {
    private static final Schema ORDERS =
            new Schema(
                    Types.NestedField.optional(1, "account", Types.StringType.get()),
                    Types.NestedField.optional(2, "order_id", Types.StringType.get()),
                    Types.NestedField.optional(3, "kind", Types.StringType.get()),
                    Types.NestedField.optional(4, "time", Types.TimestampType.withoutZone()),
                    Types.NestedField.optional(5, "bus_partition", Types.IntegerType.get()),
                    Types.NestedField.optional(6, "bus_offset", Types.LongType.get()),
                    Types.NestedField.optional(7, "bus_time", Types.TimestampType.withZone()));

    private static final Schema TERMS =
            new Schema(
                    Types.NestedField.optional(1, "from_time", Types.TimestampType.withoutZone()),
                    Types.NestedField.optional(2, "slippage", Types.DecimalType.of(20, 18)),
                    Types.NestedField.optional(3, "fee_rate", Types.DecimalType.of(20, 18)),
                    Types.NestedField.optional(4, "quote_wait_ms", Types.LongType.get()),
                    Types.NestedField.optional(5, "bus_partition", Types.IntegerType.get()),
                    Types.NestedField.optional(6, "bus_offset", Types.LongType.get()),
                    Types.NestedField.optional(7, "bus_time", Types.TimestampType.withZone()),
                    Types.NestedField.optional(8, "payload", Types.StringType.get()));

    private final List<@Nullable Object[]> orders = new ArrayList<>();

    @Test
    void executions_by_the_terms_of_their_time_reconcile() throws Exception {
        settleAll();
        ask();
        write(
                // Later than every request by the time that it says, or by the bus's.
                terms(Desk.at(3_000), "0.002", Desk.at(2_950)),
                terms(Desk.NOON.minusSeconds(60), "0.003", Desk.at(3_000)),
                // Replaced before any request.
                terms(Desk.NOON.minusSeconds(60), "0.004", Desk.NOON.minusSeconds(59)),
                terms(Desk.NOON.minusSeconds(60), "0.001", Desk.NOON.minusSeconds(58)));
        AuditReport report = audit();
        assertThat(report.differences()).isEmpty();
        assertThat(report.compared()).hasSize(6);
    }

    @Test
    void an_execution_by_other_terms_than_those_of_its_time_is_found() throws Exception {
        settleAll();
        ask();
        write(terms(Desk.at(20), "0.002", Desk.NOON.minusSeconds(40)));
        assertThat(audit().differences())
                .extracting(it -> it.rule() + " " + it.orderId().orElseThrow() + " " + it.what())
                .containsExactly("terms s1 fee_rate", "terms x fee_rate", "terms b2 fee_rate");
    }

    @Test
    void an_order_at_a_venue_goes_by_the_venues_fee() throws Exception {
        VenueTerms terms =
                new VenueTerms(
                        ClearingTerms.STANDARD,
                        new TreeMap<>(Map.of("kraken", new BigDecimal("0.0026"))));
        var venues =
                new Desk(
                        DatedTerms.STANDARD.with(
                                new TermsChange(
                                        Desk.NOON.minusSeconds(60),
                                        Desk.NOON.minusSeconds(59),
                                        terms)));
        venues.fund("alice", "f", "USD", "1000");
        venues.trade("alice", "there", "BTC-USD@kraken", "BUY", "1", 10, 100);
        venues.trade("alice", "here", "BTC-USD", "BUY", "1", 20, 100);
        books.write(venues.settled, venues.balances());
        ask(venues);
        write(terms(terms, Desk.NOON.minusSeconds(60), Desk.NOON.minusSeconds(59)));
        assertThat(venues.execution("there").terms().feeRate()).isEqualByComparingTo("0.0026");
        assertThat(venues.execution("here").terms().feeRate()).isEqualByComparingTo("0.001");
        assertThat(audit().differences()).isEmpty();
    }

    @Test
    void an_order_at_a_venue_that_did_not_go_by_the_venues_fee_is_found() throws Exception {
        var venues = new Desk(DatedTerms.STANDARD);
        venues.fund("alice", "f", "USD", "1000");
        venues.trade("alice", "there", "BTC-USD@kraken", "BUY", "1", 10, 100);
        venues.trade("alice", "here", "BTC-USD", "BUY", "1", 20, 100);
        books.write(venues.settled, venues.balances());
        ask(venues);
        VenueTerms terms =
                new VenueTerms(
                        ClearingTerms.STANDARD,
                        new TreeMap<>(Map.of("kraken", new BigDecimal("0.0026"))));
        write(terms(terms, Desk.NOON.minusSeconds(60), Desk.NOON.minusSeconds(59)));
        assertThat(audit().differences())
                .extracting(it -> it.rule() + " " + it.orderId().orElseThrow() + " " + it.what())
                .containsExactly("terms there fee_rate");
    }

    @Test
    void a_change_that_clearing_did_not_believe_is_believed_by_nobody() throws Exception {
        settleAll();
        ask();
        write(terms(Desk.at(20), "0.002", Desk.at(20).minusMillis(60_001)));
        assertThat(audit().differences()).isEmpty();
    }

    @Test
    void a_repeat_does_not_change_what_its_request_went_by() throws Exception {
        settleAll();
        ask();
        ask();
        write(terms(Desk.NOON.minusSeconds(60), "0.002", Desk.at(2_000)));
        assertThat(audit().differences()).isEmpty();
    }

    @Test
    void an_execution_of_an_order_that_had_expired_is_found() throws Exception {
        settleAll();
        orders.add(order("alice", "ahead", "order", Desk.at(24 * 3_600 + 15), 0));
        ask();
        write();
        assertThat(audit().differences())
                .extracting(it -> it.rule() + " " + it.orderId().orElseThrow())
                .containsExactly("expired b1");
    }

    @Test
    void orders_that_were_ignored_for_their_age_are_counted_and_repeats_are_not() throws Exception {
        settleAll();
        ask();
        int day = 24 * 3_600;
        orders.add(order("alice", "far", "order", Desk.at(3 * day), 50_000));
        orders.add(order("alice", "old", "order", Desk.at(2 * day - 1), 51_000));
        orders.add(order("alice", "old", "order", Desk.at(2 * day - 1), 52_000));
        orders.add(order("alice", "edge", "order", Desk.at(2 * day), 53_000));
        orders.add(order("alice", "far", "order", Desk.at(1), 54_000)); // a repeat: its id is known
        orders.add(order("alice", "given", "fund", Desk.at(1), 55_000)); // funds never expire
        write();
        AuditReport report = audit();
        assertThat(report.of("alice").accounts().getFirst().expired()).contains(2L);
        assertThat(report.totals().expired()).contains(2L);
        assertThat(report.of("bob").totals().expired()).contains(0L);
    }

    /** Each request a thousand seconds after it was made. */
    private void ask() {
        ask(desk);
    }

    private void ask(Desk of) {
        for (Settlement settlement : of.settled) {
            Request request = settlement.execution().request();
            orders.add(
                    order(
                            request.account().name(),
                            request.orderId().text(),
                            request instanceof OrderRequest ? "order" : "fund",
                            request.time(),
                            1_000 + orders.size() * 1_000));
        }
    }

    private @Nullable Object[] order(
            String account, String id, String kind, Instant time, int taken) {
        return new @Nullable Object[] {
            account,
            id,
            kind,
            BooksOnDisk.utc(time),
            0,
            (long) orders.size(),
            Desk.at(taken / 1_000.0).atOffset(ZoneOffset.UTC)
        };
    }

    private static @Nullable Object[] terms(Instant from, String fee, Instant taken) {
        return terms(
                VenueTerms.of(ClearingTerms.STANDARD.withFee(new BigDecimal(fee))), from, taken);
    }

    private static @Nullable Object[] terms(VenueTerms terms, Instant from, Instant taken) {
        return new @Nullable Object[] {
            BooksOnDisk.utc(from),
            new BigDecimal("0.0005").setScale(18),
            terms.usual().feeRate().setScale(18),
            30_000L,
            0,
            0L,
            taken.atOffset(ZoneOffset.UTC),
            new String(TermsCodec.encode(from, terms), StandardCharsets.UTF_8)
        };
    }

    private void write(@Nullable Object[]... terms) throws Exception {
        books.createCold("orders", ORDERS, orders);
        books.createCold("terms", TERMS, List.of(terms));
    }
}
