package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import lab.consensus.core.AccountView;
import lab.consensus.core.RiskState;
import lab.consensus.core.TradeRow;
import lab.consensus.strategy.BuyAndHold;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.clearing.OrderRequest;
import lab.servicekit.http.Json;
import lab.topics.Bus;
import lab.topics.Partitioner;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
    @TempDir Path folder;

    @Test
    void funds_its_account_and_buys_each_pair_of_its_currency_once() throws Exception {
        var run =
                new PaperRun(
                                1,
                                folder,
                                PaperMarket.of(1, Duration.ofMinutes(10)),
                                List.of(new BuyAndHold()))
                        .toEnd(0);
        AccountView account = run.desk().view().accounts().getFirst();
        assertThat(account.funded()).isEqualByComparingTo("1000");
        assertThat(account.positions())
                .extracting(AccountView.PositionView::pair)
                .containsExactly("BTC-USD", "DOGE-USD", "ETH-USD", "LINK-USD");
        assertThat(account.positions()).allMatch(it -> it.quantity().signum() > 0);
        assertThat(run.texts(Topic.ORDERS)).hasSize(5);
        assertThat(run.desk().view().trades())
                .extracting(TradeRow::status)
                .containsOnly("FUNDED", "FILLED");
    }

    @Test
    void rebuilds_its_accounts_from_executions_and_repeats_nothing_when_its_state_is_lost()
            throws Exception {
        var run =
                new PaperRun(5, folder, PaperMarket.of(5, Duration.ofMinutes(40)), PaperRun.all());
        while (run.desk().view().counts().decisions() < 12) {
            run.step(0);
        }
        Instant newest = run.desk().view().newestEvent().orElseThrow();
        Files.delete(folder.resolve("desk.json"));
        run.dieNow();
        run.toEnd(0);
        List<OrderRequest> later =
                run.requests().stream().filter(it -> it.time().isAfter(newest)).toList();
        assertThat(later).isNotEmpty();
        assertThat(run.requests())
                .extracting(it -> it.account() + "/" + it.orderId())
                .doesNotHaveDuplicates();
        assertThat(run.texts(Topic.ORDERS))
                .filteredOn(it -> it.contains("fund"))
                .hasSameSizeAs(PaperRun.all());
        AccountView holder = run.desk().view().accounts().getFirst();
        assertThat(holder.funded()).isEqualByComparingTo("1000");
        assertThat(holder.positions()).hasSize(4);
    }

    @Test
    void an_account_goes_on_when_its_strategy_comes_back() throws Exception {
        List<Strategy> all = PaperRun.all();
        for (List<Strategy> meanwhile : List.of(List.<Strategy>of(), all.subList(0, 1))) {
            Path own = Files.createDirectory(folder.resolve("with-" + meanwhile.size()));
            var run = new PaperRun(5, own, PaperMarket.of(5, Duration.ofMinutes(60)), all);
            decide(run, 12);
            run.withStrategies(meanwhile).dieNow();
            decide(run, 5);
            run.withStrategies(all).dieNow();
            run.toEnd(0);

            assertThat(run.texts(Topic.ORDERS))
                    .filteredOn(it -> it.contains("fund"))
                    .hasSameSizeAs(all);
            assertThat(run.desk().view().accounts())
                    .hasSameSizeAs(all)
                    .allMatch(it -> it.funded().compareTo(BigDecimal.valueOf(1_000)) == 0);
            for (AccountView account : run.desk().view().accounts()) {
                assertThat(account.cash()).isEqualByComparingTo(run.cash(account.account()));
            }
        }
    }

    /** Of the same name and account as ever; fails at ETH. */
    private record Failing(String version) implements Strategy {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Decision decide(View view) {
            if (!version.equals("mended") && view.pair().base().equals("ETH")) {
                throw new IllegalStateException("no idea of " + view.pair());
            }
            return view.holding().isHolding()
                    ? new Decision.Hold("held since " + view.holding().opened().orElseThrow())
                    : new Decision.Buy("not held");
        }
    }

    @Test
    void a_strategy_that_fails_halts_its_account_until_it_is_another_and_nobody_else()
            throws Exception {
        List<PaperMarket.Event> market = PaperMarket.of(5, Duration.ofMinutes(60));
        var alone =
                new PaperRun(
                                5,
                                Files.createDirectory(folder.resolve("alone")),
                                market,
                                PaperRun.all())
                        .toEnd(0);
        var run =
                new PaperRun(
                        5,
                        Files.createDirectory(folder.resolve("with")),
                        market,
                        with(new Failing("broken")));
        decide(run, 8);
        AccountView halted = failing(run);
        assertThat(halted.state()).isEqualTo(RiskState.HALTED);
        assertThat(halted.stateReason().orElseThrow())
                .startsWith("the strategy failed at ")
                .contains(" on ETH-USD: java.lang.IllegalStateException: no idea of ETH-USD at ")
                .contains("DeskTest.java:");
        assertThat(halted.positions())
                .extracting(AccountView.PositionView::pair)
                .contains("BTC-USD");

        run.dieNow();
        decide(run, 5);
        assertThat(failing(run).state()).isEqualTo(RiskState.HALTED);
        assertThat(failing(run).stateReason()).isEqualTo(halted.stateReason());

        run.withStrategies(with(new Failing("mended"))).dieNow();
        run.toEnd(0);
        assertThat(failing(run).state()).isEqualTo(RiskState.ACTIVE);
        assertThat(failing(run).positions())
                .extracting(AccountView.PositionView::pair)
                .contains("ETH-USD");
        assertThat(failing(run).positions()).allMatch(it -> it.opened().isPresent());
        assertThat(run.texts(Topic.ORDERS))
                .filteredOn(text -> !text.contains("failing"))
                .containsExactlyInAnyOrderElementsOf(alone.texts(Topic.ORDERS));
    }

    /** Buys by a word that it does not say it reads. */
    private static final class Eavesdropper implements Strategy {
        @Override
        public Decision decide(View view) {
            return view.sentiment().known().isPresent() || view.patterns().known().isPresent()
                    ? new Decision.Buy("it was said to another")
                    : new Decision.Hold("nothing was said");
        }
    }

    @Test
    void a_strategy_does_not_see_what_only_others_read() throws Exception {
        var run =
                new PaperRun(
                                5,
                                folder,
                                PaperMarket.of(5, Duration.ofMinutes(40)),
                                with(new Eavesdropper()))
                        .toEnd(0);

        assertThat(run.texts(Topic.ORDERS))
                .filteredOn(text -> text.contains("seed-rule") && !text.contains("fund"))
                .isNotEmpty();
        assertThat(run.texts(Topic.ORDERS))
                .filteredOn(text -> text.contains("eavesdropper"))
                .singleElement()
                .asString()
                .contains("fund");
        assertThat(run.texts(Topic.ORDERS))
                .filteredOn(text -> text.contains("\"strategy\":\"momentum\""))
                .isNotEmpty()
                .allMatch(text -> text.contains("\"signal_sentiment\":\"Unknown\""));
    }

    private static List<Strategy> with(Strategy more) {
        return Stream.concat(PaperRun.all().stream(), Stream.of(more)).toList();
    }

    private static AccountView failing(PaperRun run) {
        return run.desk().view().accounts().getLast();
    }

    @Test
    void an_account_that_was_left_out_of_what_was_written_down_is_read_from_the_bus()
            throws Exception {
        var run =
                new PaperRun(5, folder, PaperMarket.of(5, Duration.ofMinutes(40)), PaperRun.all());
        decide(run, 12);
        Path file = folder.resolve("desk.json");
        ObjectNode json = (ObjectNode) Json.mapper().readTree(file.toFile());
        json.remove("followed");
        json.putArray("traders");
        Files.write(file, Json.mapper().writeValueAsBytes(json));
        run.dieNow();
        run.toEnd(0);

        for (AccountView account : run.desk().view().accounts()) {
            assertThat(account.funded()).isEqualByComparingTo("1000");
            assertThat(account.cash()).isEqualByComparingTo(run.cash(account.account()));
        }
    }

    @Test
    void waits_for_the_clearing_house_while_something_is_outstanding_and_only_then()
            throws Exception {
        var run =
                new PaperRun(
                        3,
                        folder,
                        PaperMarket.of(3, Duration.ofMinutes(40)),
                        List.of(new BuyAndHold()));
        withoutClearing(run, 200);
        assertThat(run.desk().view().counts().decisions())
                .as("the one that asks for funds")
                .isOne();
        assertThat(run.desk().waitsFor()).isEqualTo(Desk.WaitsFor.CLEARING);
        while (run.requests().size() < 4 || run.desk().view().outstanding() > 0) {
            run.step(0);
        }
        long decisions = run.desk().view().counts().decisions();
        withoutClearing(run, 500);
        assertThat(run.desk().view().counts().decisions()).isGreaterThan(decisions + 5);
    }

    private static void withoutClearing(PaperRun run, int steps) throws Exception {
        for (int i = 0; i < steps; i++) {
            run.publish();
            var _ = run.desk().step();
        }
    }

    private static void decide(PaperRun run, int times) throws Exception {
        for (int steps = 0; run.desk().view().counts().decisions() < times; steps++) {
            assertThat(steps).as("stands at %s", run.desk().view().pending()).isLessThan(100_000);
            run.step(0);
        }
    }

    @Test
    void trades_by_no_accounts_of_which_state_and_first_executions_are_both_lost()
            throws Exception {
        var run =
                new PaperRun(
                        5,
                        folder,
                        PaperMarket.of(5, Duration.ofMinutes(40)),
                        List.of(new BuyAndHold()));
        while (run.desk().view().counts().decisions() < 12) {
            run.step(0);
        }
        String account = run.desk().view().accounts().getFirst().account();
        Files.delete(folder.resolve("desk.json"));
        run.bus().forget(Topic.EXECUTIONS, Partitioner.partition(account, Bus.PARTITIONS), 1);
        run.dieNow();

        assertThatThrownBy(() -> run.desk().step())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "desk state was lost, and the bus no longer has the first executions of %s: the accounts cannot be rebuilt; put back a copy of desk.json, or run ./lab reset",
                        account);
    }

    /**
     * The log has grown past where the desk was, so its offsets alone would say that all is well.
     */
    @Test
    void makes_its_accounts_anew_when_what_it_had_read_was_lost_and_written_over()
            throws Exception {
        var run =
                new PaperRun(
                        5,
                        folder,
                        PaperMarket.of(5, Duration.ofMinutes(40)),
                        List.of(new BuyAndHold()));
        while (run.desk().view().counts().decisions() < 12) {
            run.step(0);
        }
        Instant newest = run.desk().view().newestEvent().orElseThrow();
        int partition = Partitioner.partition("BTC-USD", Bus.PARTITIONS);
        run.desk().close();
        long read = run.bus().log(Topic.PRICES, partition).size();
        run.bus().lose(Topic.PRICES, partition, 20);
        run.dieNow();
        run.publishUpTo(newest.plus(Duration.ofMinutes(2)));
        assertThat(run.bus().log(Topic.PRICES, partition)).hasSizeGreaterThan((int) read);
        run.toEnd(0);

        assertThat(run.desk().note().orElseThrow())
                .startsWith("the bus has lost messages that the desk had read: prices/" + partition)
                .contains("other messages stand there now; it has made its accounts anew");
        assertThat(run.requests())
                .extracting(it -> it.account() + "/" + it.orderId())
                .doesNotHaveDuplicates();
        assertThat(run.desk().view().accounts().getFirst().positions()).hasSize(4);
    }

    @Test
    void says_what_helps_when_what_it_had_read_and_the_first_executions_are_lost()
            throws Exception {
        var run =
                new PaperRun(
                        5,
                        folder,
                        PaperMarket.of(5, Duration.ofMinutes(40)),
                        List.of(new BuyAndHold()));
        while (run.desk().view().counts().decisions() < 12) {
            run.step(0);
        }
        String account = run.desk().view().accounts().getFirst().account();
        int partition = Partitioner.partition(account, Bus.PARTITIONS);
        run.desk().close();
        run.bus().forget(Topic.EXECUTIONS, partition, 1);
        run.bus().lose(Topic.EXECUTIONS, partition, 1);
        run.dieNow();

        assertThatThrownBy(() -> run.desk().step())
                .hasMessageStartingWith(
                        "the bus has lost messages that the desk had read: executions/" + partition)
                .hasMessageEndingWith(
                        "the accounts cannot be rebuilt; run ./lab reset --only derived, which puts them back from the cold tier");
    }

    @Test
    void goes_on_by_what_it_wrote_down_when_the_bus_has_lost_its_older_half() throws Exception {
        var run =
                new PaperRun(5, folder, PaperMarket.of(5, Duration.ofMinutes(40)), PaperRun.all());
        while (run.desk().view().counts().decisions() < 12) {
            run.step(0);
        }
        Instant newest = run.desk().view().newestEvent().orElseThrow();
        run.dieNow();
        for (Topic topic : Topic.values()) {
            run.bus().forgetOlderHalf(topic);
        }
        run.toEnd(0);

        assertThat(run.requests())
                .extracting(it -> it.account() + "/" + it.orderId())
                .doesNotHaveDuplicates();
        assertThat(run.requests()).anyMatch(it -> it.time().isAfter(newest));
        assertThat(run.desk().note()).as("it had read all of that").isEmpty();
    }

    @Test
    void decides_nothing_in_hindsight_when_it_meets_a_market_of_hours() throws Exception {
        List<PaperMarket.Event> market = PaperMarket.of(6, Duration.ofMinutes(100));
        var run = new PaperRun(6, folder, market, List.of(new BuyAndHold()));
        Instant begin = PaperMarket.BEGIN.plus(Duration.ofMinutes(90));
        run.publishUpTo(begin);
        run.toEnd(0);
        assertThat(run.requests()).isNotEmpty().allMatch(it -> it.time().isAfter(begin));
    }

    @Test
    void drops_what_was_decided_when_the_kill_switch_is_engaged_and_sends_none_of_it_later()
            throws Exception {
        var run =
                new PaperRun(8, folder, PaperMarket.of(8, Duration.ofMinutes(20)), PaperRun.all());
        while (run.desk().view().counts().decisions() < 3) {
            run.step(0);
        }
        run.killSwitch().engage(Optional.of("a test"));
        int sent = run.texts(Topic.ORDERS).size();
        Instant engaged = run.desk().view().decided().orElseThrow();
        while (run.desk()
                .view()
                .decided()
                .filter(it -> it.isAfter(engaged.plusSeconds(200)))
                .isEmpty()) {
            run.step(10);
        }
        assertThat(run.texts(Topic.ORDERS)).hasSize(sent);
        assertThat(run.desk().view().trades())
                .filteredOn(TradeRow::isBlock)
                .as("each account says so once")
                .hasSameSizeAs(PaperRun.all())
                .allMatch(it -> it.reason().orElse("").startsWith("kill_switch"));
        Instant released = run.desk().view().decided().orElseThrow();
        run.killSwitch().release();
        run.toEnd(10);
        assertThat(run.requests())
                .noneMatch(it -> it.time().isAfter(engaged) && !it.time().isAfter(released));
    }

    @Test
    void signals_that_fail_by_any_throwable_are_unknown_and_stall_nobody() throws Exception {
        var run =
                new PaperRun(9, folder, PaperMarket.of(9, Duration.ofMinutes(20)), PaperRun.all());
        while (run.desk().view().counts().decisions() < 5) {
            run.step(0);
        }
        Instant before = run.desk().view().decided().orElseThrow();
        run.signals()
                .fail(
                        new NoClassDefFoundError("a test"),
                        new StackOverflowError(),
                        new CompletionException(new AssertionError("a test")),
                        new IOException("a test"));
        while (run.desk().view().counts().decisions() < 9) {
            run.step(0);
        }
        Instant after = run.desk().view().decided().orElseThrow();
        assertThat(run.requests())
                .filteredOn(it -> it.time().isAfter(before) && !it.time().isAfter(after))
                .allMatch(it -> it.remarks().signalSentiment().equals(Optional.of("Unknown")))
                .allMatch(it -> it.remarks().signalSimilarity().isEmpty());
        run.toEnd(0);
        assertThat(run.requests()).anyMatch(it -> it.time().isAfter(after));
    }

    @Test
    void a_question_that_is_broken_off_is_asked_again() throws Exception {
        List<PaperMarket.Event> market = PaperMarket.of(9, Duration.ofMinutes(20));
        var calm = new PaperRun(9, folder.resolve("calm"), market, PaperRun.all()).toEnd(0);
        var run = new PaperRun(9, folder.resolve("run"), market, PaperRun.all());
        run.signals()
                .fail(
                        new CancellationException("a test"),
                        new CompletionException(new CancellationException("a test")));
        run.toEnd(0);
        assertThat(run.signals().asked()).isEqualTo(calm.signals().asked() + 2);
        assertThat(run.texts(Topic.ORDERS))
                .containsExactlyInAnyOrderElementsOf(calm.texts(Topic.ORDERS));
    }

    @Test
    void what_was_decided_under_one_position_of_the_kill_switch_is_not_decided_under_the_other()
            throws Exception {
        for (int seed = 20; seed < 26; seed++) {
            var run =
                    new PaperRun(
                            seed,
                            folder.resolve("run" + seed),
                            PaperMarket.of(8, Duration.ofMinutes(20)),
                            PaperRun.all());
            while (run.desk().view().counts().decisions() < 3) {
                run.step(0);
            }
            run.killSwitch().engage(Optional.of("a test"));
            while (run.desk().view().counts().decisions() < 8) {
                run.step(0);
            }
            int sent = run.texts(Topic.ORDERS).size();
            Instant released = run.desk().view().decided().orElseThrow();
            run.killSwitch().release();
            run.dieNow();
            run.toEnd(0);
            assertThat(run.requests().stream().filter(it -> !it.time().isAfter(released)).toList())
                    .as("seed %d, funds apart", seed)
                    .hasSize(sent - PaperRun.all().size());
        }
    }
}
