package lab.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Side;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Status;
import org.junit.jupiter.api.Test;

class AccountBookTest {
    private static final Instant TIME = Instant.parse("2026-03-02T11:00:15Z");
    private static final Pair OWN = new Pair("BTC-USD");
    private static final Pair VENUE = new Pair("BTC-USD@kraken");

    private final AccountBook book = new AccountBook(new Asset("USD"));

    /** The clearing house knows one balance of bitcoin, wherever it was bought. */
    @Test
    void an_asset_that_is_traded_at_two_venues_is_held_once() {
        var _ = book.apply(execution(1, OWN, Side.BUY, "0.5", "0.5"));
        var _ = book.apply(execution(2, VENUE, Side.BUY, "0.2", "0.7"));
        assertThat(book.position(OWN).quantity()).isEqualByComparingTo("0.5");
        assertThat(book.position(VENUE).quantity()).isEqualByComparingTo("0.2");
        assertThat(book.position(VENUE).averageCost()).isEqualByComparingTo("505");

        var _ = book.apply(execution(3, OWN, Side.SELL, "0.5", "0.2"));
        assertThat(book.position(OWN).quantity()).isZero();
        assertThat(book.position(OWN).realized()).isEqualByComparingTo("-2");
        assertThat(book.position(VENUE).quantity()).isEqualByComparingTo("0.2");
    }

    /** For 500 a unit and a fee of 1. */
    private static Execution execution(
            long number, Pair pair, Side side, String quantity, String after) {
        var amount = new BigDecimal(quantity);
        var order =
                new OrderRequest(
                        new OrderId("order-" + number),
                        Account.trader("a"),
                        TIME,
                        pair,
                        side.name(),
                        amount,
                        Remarks.NONE);
        BigDecimal notional = amount.multiply(new BigDecimal("500"));
        return new Execution(
                order,
                number,
                Status.FILLED,
                Optional.empty(),
                TIME,
                Optional.of(new Quote(number, TIME, Price.of("500"), Price.of("500"))),
                Optional.of(new Fill(new BigDecimal("500"), notional, BigDecimal.ONE)),
                new BigDecimal("100"),
                Optional.of(new BigDecimal(after)),
                ClearingTerms.STANDARD);
    }
}
