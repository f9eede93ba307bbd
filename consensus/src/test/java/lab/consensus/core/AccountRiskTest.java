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

class AccountRiskTest {
    private static final Instant TIME = Instant.parse("2026-03-02T11:00:15Z");
    private static final Pair BTC = new Pair("BTC-USD");
    private static final AccountRisk.Wish BUY =
            new AccountRisk.Wish(BTC, Side.BUY, new BigDecimal("50"));
    private static final AccountRisk.Wish SELL =
            new AccountRisk.Wish(BTC, Side.SELL, BigDecimal.ZERO);

    private final AccountRisk risk = new AccountRisk(RiskLimits.STANDARD);
    private final AccountBook book = new AccountBook(new Asset("USD"));

    @Test
    void lets_an_account_trade_within_its_limits() {
        risk.begin(TIME, false, standing("1000", "1000", "0"), book);
        assertThat(refused(BUY, standing("1000", "1000", "0"), "150")).isEmpty();
        assertThat(refused(SELL, standing("0", "1000", "1000"), "1000")).isEmpty();
    }

    @Test
    void refuses_more_than_a_position_all_positions_or_the_cash_may_be() {
        risk.begin(TIME, false, standing("1000", "1000", "0"), book);
        assertThat(refused(BUY, standing("1000", "1000", "0"), "150.01")).contains("position");
        assertThat(refused(BUY, standing("1000", "1000", "750.01"), "0")).contains("exposure");
        assertThat(refused(BUY, standing("50.49", "1000", "0"), "0")).contains("cash");
    }

    @Test
    void refuses_more_orders_than_a_minute_may_have() {
        risk.begin(TIME, false, standing("1000", "1000", "0"), book);
        for (int i = 0; i < RiskLimits.STANDARD.ordersPerMinuteMax(); i++) {
            assertThat(refused(SELL, standing("1000", "1000", "0"), "0")).isEmpty();
        }
        assertThat(refused(SELL, standing("1000", "1000", "0"), "0")).contains("order_rate");
        risk.begin(TIME.plusSeconds(60), false, standing("1000", "1000", "0"), book);
        assertThat(refused(SELL, standing("1000", "1000", "0"), "0")).isEmpty();
    }

    @Test
    void only_sells_for_the_rest_of_a_day_that_has_cost_two_percent() {
        risk.begin(TIME, false, standing("1000", "1000", "0"), book);
        boolean isNews =
                risk.begin(TIME.plusSeconds(60), false, standing("1000", "980", "0"), book);
        assertThat(isNews).isTrue();
        assertThat(risk.state()).isEqualTo(RiskState.REDUCING);
        assertThat(refused(BUY, standing("1000", "980", "0"), "0")).contains("drawdown");
        assertThat(refused(SELL, standing("1000", "980", "0"), "0")).isEmpty();
        assertThat(risk.begin(TIME.plusSeconds(120), false, standing("1000", "999", "0"), book))
                .as("it stays so, and that is no news")
                .isFalse();
        assertThat(risk.state()).isEqualTo(RiskState.REDUCING);
        risk.begin(TIME.plusSeconds(86_400), false, standing("1000", "999", "0"), book);
        assertThat(risk.state()).isEqualTo(RiskState.ACTIVE);
    }

    @Test
    void only_sells_for_a_while_after_three_losses_in_a_row() {
        for (int i = 0; i < 3; i++) {
            execute(2 * i, Side.BUY, "100", "1");
            execute(2 * i + 1, Side.SELL, "99", "0");
        }
        risk.begin(TIME.plusSeconds(60), false, standing("1000", "1000", "0"), book);
        assertThat(risk.state()).isEqualTo(RiskState.REDUCING);
        assertThat(refused(BUY, standing("1000", "1000", "0"), "0")).contains("cool_down");
        risk.begin(TIME.plusSeconds(1_800), false, standing("1000", "1000", "0"), book);
        assertThat(risk.state()).isEqualTo(RiskState.ACTIVE);
    }

    @Test
    void does_nothing_while_the_kill_switch_is_engaged() {
        risk.begin(TIME, true, standing("1000", "1000", "0"), book);
        assertThat(risk.state()).isEqualTo(RiskState.HALTED);
        assertThat(refused(SELL, standing("1000", "1000", "0"), "0")).contains("kill_switch");
    }

    @Test
    void a_refusal_is_news_once_until_its_reason_changes_or_it_was_granted() {
        var cash = new Refusal("cash", "needs more");
        assertThat(risk.isNews(BUY, cash)).isTrue();
        assertThat(risk.isNews(BUY, cash)).isFalse();
        assertThat(risk.isNews(BUY, new Refusal("position", "too large"))).isTrue();
        assertThat(risk.isNews(BUY, cash)).isTrue();
        risk.granted(BUY);
        assertThat(risk.isNews(BUY, cash)).isTrue();
    }

    @Test
    void remembers_a_bad_day_and_what_it_said_through_a_restart() {
        risk.begin(TIME, false, standing("1000", "1000", "0"), book);
        risk.begin(TIME, false, standing("1000", "900", "0"), book);
        risk.isNews(BUY, new Refusal("drawdown", "too much"));
        var restored = new AccountRisk(RiskLimits.STANDARD);
        restored.restore(risk.written());
        assertThat(restored.begin(TIME, false, standing("1000", "1000", "0"), book)).isFalse();
        assertThat(restored.state()).isEqualTo(RiskState.REDUCING);
        assertThat(restored.isNews(BUY, new Refusal("drawdown", "too much"))).isFalse();
    }

    @Test
    void a_position_costs_what_was_paid_for_it_with_fees() {
        execute(0, Side.BUY, "100", "1");
        execute(1, Side.BUY, "200", "2");
        assertThat(book.position(BTC).averageCost()).isEqualByComparingTo("151");
        execute(2, Side.SELL, "300", "1");
        assertThat(book.realized()).as("300 - 1 - 151").isEqualByComparingTo("148");
        assertThat(book.position(BTC).cost()).isEqualByComparingTo("151");
    }

    private Optional<String> refused(
            AccountRisk.Wish wish, AccountRisk.Standing standing, String positionWorth) {
        return risk.refuse(wish, standing, new BigDecimal(positionWorth)).map(Refusal::rule);
    }

    private static AccountRisk.Standing standing(String cash, String equity, String exposure) {
        return new AccountRisk.Standing(
                new BigDecimal(cash), new BigDecimal(equity), new BigDecimal(exposure));
    }

    private void execute(int number, Side side, String price, String positionAfter) {
        var order =
                new OrderRequest(
                        new OrderId("o" + number),
                        Account.trader("a"),
                        TIME,
                        BTC,
                        side.name(),
                        BigDecimal.ONE,
                        Remarks.NONE);
        var fill = new Fill(new BigDecimal(price), new BigDecimal(price), BigDecimal.ONE);
        var _ =
                book.apply(
                        new Execution(
                                order,
                                number,
                                Status.FILLED,
                                Optional.empty(),
                                TIME,
                                Optional.of(
                                        new Quote(number, TIME, Price.of(price), Price.of(price))),
                                Optional.of(fill),
                                new BigDecimal("1000"),
                                Optional.of(new BigDecimal(positionAfter)),
                                ClearingTerms.STANDARD));
    }
}
