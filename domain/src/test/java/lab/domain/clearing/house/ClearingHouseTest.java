package lab.domain.clearing.house;

import static lab.domain.clearing.Cases.at;
import static lab.domain.clearing.Cases.fund;
import static lab.domain.clearing.Cases.order;
import static lab.domain.clearing.Cases.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.Pair;
import lab.domain.clearing.Cases;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.Finding;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClearingHouseTest {
    private final List<Settlement> settled = new ArrayList<>();
    private final ClearingHouse house =
            new ClearingHouse(DatedTerms.STANDARD, _ -> 0, settled::add);

    @Test
    void an_account_is_funded_by_the_bank() {
        house.request(fund("f", "USD", "12.5"));
        Execution execution = only();
        assertThat(execution.status()).isEqualTo(Status.FUNDED);
        assertThat(execution.cash()).isEqualByComparingTo("12.5");
        assertThat(execution.position()).isEmpty();
        assertThat(moves()).containsExactly("alice/f/fund: @bank -> alice 12.5 USD");
    }

    @ParameterizedTest
    @CsvSource({"0", "-5", "0.000000001", "1.000000000"})
    void a_fund_of_nothing_or_of_nine_places_is_refused_and_funds_nobody(String amount) {
        house.request(fund("f", "USD", amount));
        house.request(order("o", "BUY", "1", at(1)));
        assertThat(reasons()).containsExactly("INVALID_AMOUNT", "UNKNOWN_ACCOUNT");
        assertThat(moves()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HOLD, -1, INVALID_SIDE",
        "buy, 1, INVALID_SIDE",
        "'', 1, INVALID_SIDE",
        "BUY, 0, INVALID_QUANTITY",
        "BUY, -0.5, INVALID_QUANTITY",
        "SELL, 0.123456789, INVALID_QUANTITY",
        "SELL, 0.12345678, UNKNOWN_ACCOUNT"
    })
    void the_first_rule_that_applies_decides(String side, String quantity, String reason) {
        house.request(order("o", side, quantity, at(1)));
        assertThat(reasons()).containsExactly(reason);
        assertThat(only().time()).isEqualTo(at(1));
    }

    @Test
    void a_buy_pays_the_worsened_ask_and_the_fee_each_rounded_up() {
        house.request(fund("f", "USD", "1000"));
        house.request(order("o", "BUY", "0.33333333", at(1)));
        house.tick(tick(Cases.BTC, 1, at(2), "90000", "91000.00000001"));
        assertThat(reasons()).containsExactly("INSUFFICIENT_CASH");

        house.request(order("o2", "BUY", "0.00333333", at(2)));
        house.tick(tick(Cases.BTC, 2, at(3), "90000", "91000.00000001"));
        // 91000.00000001 x 1.0005 = 91045.500000010005; x 0.00333333 = 303.484696515033...
        Fill fill = last().fill().orElseThrow();
        assertThat(fill.price()).isEqualByComparingTo("91045.50000002");
        assertThat(fill.notional()).isEqualByComparingTo("303.48469652");
        assertThat(fill.fee()).isEqualByComparingTo("0.30348470");
        assertThat(last().time()).isEqualTo(at(3));
        assertThat(last().cash()).isEqualByComparingTo("696.21181878");
        assertThat(last().position().orElseThrow()).isEqualByComparingTo("0.00333333");
        assertThat(moves().subList(1, 4))
                .containsExactly(
                        "alice/o2/cash: alice -> @market 303.48469652 USD",
                        "alice/o2/asset: @market -> alice 0.00333333 BTC",
                        "alice/o2/fee: alice -> @fees 0.3034847 USD");
    }

    @Test
    void a_sell_gets_the_worsened_bid_rounded_down_and_pays_the_fee_rounded_up() {
        house.request(fund("f", "BTC", "1"));
        house.request(order("o", "SELL", "0.33333333", at(1)));
        house.tick(tick(Cases.BTC, 1, at(2), "3.00000001", "4"));
        // 3.00000001 x 0.9995 = 2.998500009995; x 0.33333333 = 0.99949998...
        Fill fill = last().fill().orElseThrow();
        assertThat(fill.price()).isEqualByComparingTo("2.99850000");
        assertThat(fill.notional()).isEqualByComparingTo("0.99949999");
        assertThat(fill.fee()).isEqualByComparingTo("0.00099950");
        assertThat(last().cash()).isEqualByComparingTo("0.99850049");
        assertThat(last().position().orElseThrow()).isEqualByComparingTo("0.66666667");
    }

    @Test
    void cash_that_is_just_enough_buys_and_a_hundred_millionth_less_does_not() {
        house.request(fund("f", "USD", "101.15155049"));
        house.request(order("o", "BUY", "1", at(1)));
        house.request(fund("f2", "USD", "0.00000001"));
        house.request(order("o2", "BUY", "1", at(1)));
        house.tick(tick(1, at(2)));
        assertThat(reasons()).containsExactly("INSUFFICIENT_CASH");
        assertThat(last().status()).isEqualTo(Status.FILLED);
        assertThat(last().cash()).isEqualByComparingTo("0");
    }

    @Test
    void a_position_sells_to_the_last_and_no_further() {
        house.request(fund("f", "BTC", "1"));
        house.request(order("o", "SELL", "1.00000001", at(1)));
        house.request(order("o2", "SELL", "1", at(1)));
        house.tick(tick(1, at(2)));
        assertThat(reasons()).containsExactly("INSUFFICIENT_POSITION");
        assertThat(last().status()).isEqualTo(Status.FILLED);
        assertThat(last().position().orElseThrow()).isEqualByComparingTo("0");
    }

    @Test
    void what_rounds_to_nothing_moves_nothing() {
        house.request(fund("f", "BTC", "1"));
        house.request(order("o", "SELL", "0.00000001", at(1)));
        house.tick(tick(Cases.BTC, 1, at(2), "0.5", "0.5"));
        assertThat(last().status()).isEqualTo(Status.FILLED);
        assertThat(moves().subList(1, 2))
                .containsExactly("alice/o/asset: alice -> @market 0.00000001 BTC");
        assertThat(moves()).hasSize(2);
    }

    @Test
    void a_request_waits_for_the_one_before_it_though_it_needs_no_quote() {
        house.request(fund("f", "USD", "100"));
        house.request(order("o", "BUY", "1", at(1)));
        house.request(fund("f2", "USD", "100"));
        assertThat(settled).hasSize(1);
        house.tick(tick(1, at(2)));
        assertThat(reasons()).containsExactly("INSUFFICIENT_CASH");
        assertThat(settled.stream().map(it -> it.execution().number())).containsExactly(0L, 1L, 2L);
        assertThat(last().cash()).isEqualByComparingTo("200");
    }

    @Test
    void the_second_request_of_an_order_id_is_ignored_whatever_it_says() {
        house.request(fund("x", "USD", "100"));
        house.request(order("x", "BUY", "1", at(1)));
        house.request(fund("x", "USD", "100"));
        assertThat(house.repeats()).isEqualTo(2);
        assertThat(only().cash()).isEqualByComparingTo("100");
    }

    @Test
    void without_a_quote_the_time_is_when_waiting_ended() {
        house.request(fund("f", "USD", "100"));
        house.request(order("o", "BUY", "1", at(1)));
        house.advanceTo(Instant.MAX);
        assertThat(reasons()).containsExactly("NO_QUOTE");
        assertThat(last().time()).isEqualTo(at(31));
    }

    @Test
    void one_may_trade_an_asset_against_itself() {
        var same = new Pair("BTC-BTC");
        house.request(fund("f", "BTC", "2"));
        house.request(order("o", Cases.ALICE, same, "BUY", "1", at(1)));
        house.tick(tick(same, 1, at(2), "1", "1"));
        assertThat(last().status()).isEqualTo(Status.FILLED);
        assertThat(last().cash()).isEqualByComparingTo("1.9984995");
    }

    @Test
    void a_claim_is_settled_once() {
        var ledger = new AccountLedger(Cases.ALICE);
        var claim = new Claim(fund("f", "USD", "1"), 0, new Finding.Fund(), ClearingTerms.STANDARD);
        ledger.settle(claim, nothingHeld(), settled::add);
        assertThatThrownBy(() -> ledger.settle(claim, nothingHeld(), settled::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("account alice: must settle request 1 next, was given ");
        assertThat(ledger.balance(new Asset("USD"))).isEqualByComparingTo(BigDecimal.ONE);
    }

    private static HeldClaims nothingHeld() {
        return new HeldClaims() {
            @Override
            public void put(long number, Claim claim) {
                throw new AssertionError("nothing is to be held");
            }

            @Override
            public Optional<Claim> take(long number) {
                return Optional.empty();
            }
        };
    }

    private Execution only() {
        assertThat(settled).hasSize(1);
        return last();
    }

    private Execution last() {
        return settled.getLast().execution();
    }

    private List<String> reasons() {
        return settled.stream()
                .flatMap(it -> it.execution().reason().stream())
                .map(Enum::name)
                .toList();
    }

    private List<String> moves() {
        return settled.stream()
                .flatMap(it -> it.transfers().stream())
                .map(it ->
                        "%s: %s -> %s %s %s"
                                .formatted(
                                        it.transferId(),
                                        it.debit(),
                                        it.credit(),
                                        Amounts.format(it.amount()),
                                        it.asset()))
                .toList();
    }
}
