package lab.backtest.candles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import lab.backtest.account.AccountRun;
import lab.consensus.strategy.Momentum;
import lab.consensus.strategy.Strategy;
import lab.domain.Candle;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Status;
import lab.domain.clearing.house.Balances;
import org.junit.jupiter.api.Test;

class CandleBacktestTest {
    private static final CandleHistory THREE =
            CandleHistory.of(
                    List.of(
                            Candles.at(0, "100", "101", "99", "100"),
                            Candles.at(1, "110", "112", "108", "111"),
                            Candles.at(2, "120", "130", "90", "125")));

    @Test
    void an_order_trades_at_the_open_of_the_next_minute() {
        AccountRun run = run(THREE, new Rule("buyer", view -> Rule.BUY));

        Execution first = filled(run).getFirst();
        assertThat(first.request().time()).isEqualTo(Instant.parse("2022-01-01T00:01:00Z"));
        assertThat(first.time()).isEqualTo(Instant.parse("2022-01-01T00:01:00.000001Z"));
        // 110 and half of 0.02 %, 0.05 % of slippage; $50 by the ask of 100.01 that it saw
        assertThat(first.fill().orElseThrow().price()).isEqualByComparingTo("110.06600550");
        assertThat(first.fill().orElseThrow().notional()).isEqualByComparingTo("55.02749945");
        assertThat(first.fill().orElseThrow().fee()).isEqualByComparingTo("0.05502750");
    }

    @Test
    void what_is_ordered_in_the_last_minute_never_trades_and_is_counted() {
        AccountRun run =
                run(
                        THREE,
                        new Rule(
                                "late", view -> view.candles().size() == 3 ? Rule.BUY : Rule.HOLD));

        assertThat(filled(run)).isEmpty();
        assertThat(run.unanswered()).isEqualTo(1);
        assertThat(run.endEquity()).isEqualByComparingTo("1000");
    }

    @Test
    void an_order_before_a_missing_minute_has_no_quote() {
        CandleHistory gap =
                CandleHistory.of(
                        List.of(
                                Candles.at(0, "100", "100", "100", "100"),
                                Candles.at(2, "50", "50", "50", "50"),
                                Candles.at(3, "50", "50", "50", "50")));
        AccountRun run =
                run(
                        gap,
                        new Rule(
                                "buyer",
                                view -> view.candles().size() == 1 ? Rule.BUY : Rule.HOLD));

        assertThat(filled(run)).isEmpty();
        assertThat(run.rejected()).containsExactly(Map.entry("NO_QUOTE", 1L));
    }

    @Test
    void a_strategy_sees_what_ended_and_nothing_of_what_comes() {
        List<Instant> ends = new ArrayList<>();
        run(
                Candles.twoDays(),
                new Rule(
                        "looker",
                        view -> {
                            ends.add(view.candles().getLast().end());
                            assertThat(view.candles().getLast().end()).isEqualTo(view.time());
                            assertThat(view.candles())
                                    .hasSizeLessThanOrEqualTo(CandleBacktest.CANDLES_MAX)
                                    .isSortedAccordingTo(Comparator.comparing(Candle::start));
                            return Rule.HOLD;
                        }));

        assertThat(ends).hasSize(2820).isSorted();
    }

    @Test
    void within_a_candle_what_is_held_is_worth_its_lowest_and_its_highest_price() {
        AccountRun run =
                run(
                        THREE,
                        new Rule(
                                "buyer",
                                view -> view.candles().size() == 1 ? Rule.BUY : Rule.HOLD));
        int last = run.equity().size() - 1;
        double quantity = 0.49995000;
        double spread = 0.9999;

        assertThat(run.equity().high(last) - run.equity().low(last))
                .isCloseTo(quantity * spread * 40, within(1e-4));
        assertThat(run.equity().isExposed(0)).isFalse();
        assertThat(run.equity().isExposed(1)).isTrue();
    }

    @Test
    void a_strategy_that_fails_is_halted_with_its_line_and_keeps_what_it_has() {
        AccountRun run =
                run(
                        THREE,
                        new Rule(
                                "failing",
                                view -> {
                                    if (view.candles().size() == 2) {
                                        throw new IllegalStateException("no idea");
                                    }
                                    return Rule.BUY;
                                }));

        assertThat(run.halted().orElseThrow().reason()).contains("no idea");
        assertThat(run.decisions()).isEqualTo(2);
        assertThat(filled(run)).hasSize(1);
        assertThat(run.open()).hasSize(1);
    }

    @Test
    void the_desks_risk_rules_hold() {
        AccountRun run = run(Candles.twoDays(), new Rule("greedy", view -> Rule.BUY));

        // Four of $50 fit into a position of $200
        assertThat(filled(run).size()).isBetween(3, 5);
        assertThat(run.refused()).containsKey("position");
    }

    @Test
    void money_only_moves() {
        AccountRun run = run(Candles.twoDays(), new Momentum());
        var balances = new Balances();
        run.settlements().forEach(it -> it.transfers().forEach(balances::apply));

        assertThat(filled(run)).hasSizeGreaterThan(20);
        assertThat(balances.sums().values())
                .allSatisfy(sum -> assertThat(sum).isEqualByComparingTo(BigDecimal.ZERO));
    }

    @Test
    void a_trip_goes_from_nothing_held_to_nothing_held() {
        AccountRun run =
                run(
                        Candles.twoDays(),
                        new Rule(
                                "in-and-out",
                                view ->
                                        view.time().getEpochSecond() % 600 == 0
                                                ? view.holding().isHolding() ? Rule.SELL : Rule.BUY
                                                : Rule.HOLD));
        BigDecimal earned =
                run.trips().stream()
                        .map(it -> it.profit())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal held =
                run.open().stream()
                        .map(it -> it.worth().subtract(it.cost()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(run.trips()).hasSizeGreaterThan(10);
        assertThat(run.endEquity().subtract(run.funded()))
                .isCloseTo(earned.add(held), within(new BigDecimal("0.00000002")));
    }

    @Test
    void the_same_history_gives_the_same_run() {
        AccountRun one = run(Candles.twoDays(), new Momentum());
        AccountRun two = run(Candles.twoDays(), new Momentum());

        assertThat(two.settlements()).isEqualTo(one.settlements());
        assertThat(Candles.twoDays().hash()).isEqualTo(Candles.twoDays().hash());
    }

    @Test
    void two_candles_of_a_minute_are_refused() {
        assertThatThrownBy(() ->
                        CandleHistory.of(
                                List.of(
                                        Candles.at(0, "1", "1", "1", "1"),
                                        Candles.at(0, "2", "2", "2", "2"))))
                .hasMessageContaining("were two at 2022-01-01T00:00:00Z");
    }

    private static AccountRun run(CandleHistory history, Strategy rule) {
        return new CandleBacktest(history, CandleRules.STANDARD).run(rule);
    }

    private static List<Execution> filled(AccountRun run) {
        return run.settlements().stream()
                .map(it -> it.execution())
                .filter(it -> it.status() == Status.FILLED)
                .toList();
    }
}
