package lab.backtest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import org.junit.jupiter.api.Test;

class BooksTest {
    private static final Instant TIME = Instant.parse("2026-03-02T10:00:15Z");
    private static final Account MOMENTUM = Account.trader("momentum");

    private final Books recorded = new Books();
    private final Books run = new Books();

    @Test
    void equal_books_have_one_hash_in_whatever_order_they_were_written() {
        candle(recorded, TIME, "100.00000000");
        balance(recorded, "1.00000000");
        balance(run, "1.00000000");
        candle(run, TIME, "100.00000000");
        assertThat(recorded.firstDifference(run)).isEmpty();
        assertThat(recorded.sha256()).isEqualTo(run.sha256());
    }

    @Test
    void a_changed_digit_is_named_with_both_values() {
        balance(recorded, "1.00000000");
        balance(run, "1.00000001");
        assertThat(recorded.firstDifference(run))
                .contains("balance momentum USD: recorded 1.00000000, the run has 1.00000001");
        assertThat(recorded.sha256()).isNotEqualTo(run.sha256());
    }

    @Test
    void the_earliest_cause_is_named_before_what_follows_from_it() {
        candle(recorded, TIME.plusSeconds(60), "100.00000000");
        candle(recorded, TIME, "100.00000000");
        candle(run, TIME.plusSeconds(60), "101.00000000");
        candle(run, TIME, "102.00000000");
        balance(recorded, "1.00000000");
        assertThat(recorded.firstDifference(run).orElseThrow())
                .startsWith("candle 2026-03-02T10:00:15.000000Z 1m BTC-USD: recorded open 100");
    }

    @Test
    void what_only_one_of_them_has_is_named_with_who_has_it() {
        recorded.request(order(1));
        assertThat(recorded.firstDifference(run).orElseThrow())
                .startsWith("request 2026-03-02T10:01:15.000000Z momentum order-1: recorded {")
                .endsWith("the run has none");
        run.request(fund());
        run.request(order(1));
        assertThat(recorded.firstDifference(run).orElseThrow())
                .startsWith("request 2026-03-02T10:00:15.000000Z momentum fund: not recorded");
    }

    @Test
    void a_request_that_was_sent_again_counts_once() {
        recorded.request(order(1));
        recorded.request(order(1), "{\"sent\":\"again, and otherwise\"}");
        run.request(order(1));
        assertThat(recorded.firstDifference(run)).isEmpty();
    }

    private static FundRequest fund() {
        return new FundRequest(
                new OrderId("fund"), MOMENTUM, TIME, new Asset("USD"), new BigDecimal("1000"));
    }

    private static OrderRequest order(int minute) {
        return new OrderRequest(
                new OrderId("order-" + minute),
                MOMENTUM,
                TIME.plusSeconds(60L * minute),
                new Pair("BTC-USD"),
                "BUY",
                BigDecimal.ONE,
                new Remarks(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static void balance(Books books, String amount) {
        books.balance("momentum", "USD", new BigDecimal(amount));
    }

    private static void candle(Books books, Instant start, String price) {
        var of = new BigDecimal(price);
        books.candle(
                start,
                "1m",
                "BTC-USD",
                of,
                of,
                of,
                of,
                BigDecimal.ONE,
                BigDecimal.ONE,
                BigDecimal.ONE,
                1);
    }
}
