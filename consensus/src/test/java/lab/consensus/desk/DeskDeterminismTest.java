package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lab.consensus.source.StrategyFile;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import lab.domain.clearing.OrderRequest;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskDeterminismTest {
    private static final int RUNS = 10;

    @TempDir Path folder;

    private final List<PaperMarket.Event> market = PaperMarket.of(7, Duration.ofMinutes(80));

    @Test
    void decides_the_same_at_any_speed_in_any_interleaving_and_through_any_crash()
            throws Exception {
        PaperRun calm = run(1, 0);
        Set<String> requests = calm.texts(Topic.ORDERS);
        Set<String> executions = calm.texts(Topic.EXECUTIONS);
        assertThat(requests).hasSizeGreaterThan(20).anyMatch(it -> it.contains("\"SELL\""));
        assertThat(executions).hasSameSizeAs(requests);
        int dies = 0;
        for (int seed = 2; seed < RUNS; seed++) {
            PaperRun run = run(seed, seed % 3 == 0 ? 0 : 20);
            assertThat(run.texts(Topic.ORDERS))
                    .as("requests of seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(requests);
            assertThat(run.texts(Topic.EXECUTIONS))
                    .as("executions of seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(executions);
            dies += run.dies();
        }
        assertThat(dies).isGreaterThan(30);
    }

    @Test
    void a_strategy_that_reads_who_took_decides_the_same_through_any_crash() throws Exception {
        StrategyFile file = StrategyFile.read(Path.of("..", "strategies", "Pressure.java"));
        List<Strategy> pressure = List.of(file.make(Map.of("minutes", "3", "strong", "0.05")));
        decidesTheSameThroughAnyCrash(market, pressure, 5);
    }

    @Test
    void a_strategy_that_reads_order_books_decides_the_same_through_any_crash() throws Exception {
        List<PaperMarket.Event> withBooks = PaperMarket.of(7, Duration.ofMinutes(80), true);
        StrategyFile file = StrategyFile.read(Path.of("..", "strategies", "BookImbalance.java"));
        var settings = Map.of("seconds", "6", "strong", "0.1", "spread", "100");
        List<Strategy> leaning = List.of(file.make(settings));
        decidesTheSameThroughAnyCrash(withBooks, leaning, 8);
    }

    @Test
    void order_books_change_no_decision_of_who_does_not_read_them() throws Exception {
        List<PaperMarket.Event> withBooks = PaperMarket.of(7, Duration.ofMinutes(80), true);
        List<Strategy> strategies = new ArrayList<>(PaperRun.all());
        strategies.add(
                StrategyFile.read(Path.of("..", "strategies", "BookImbalance.java"))
                        .make(Map.of()));
        PaperRun run = new PaperRun(3, folder.resolve("beside"), withBooks, strategies).toEnd(20);
        List<String> others =
                run.texts(Topic.ORDERS).stream()
                        .filter(it -> !it.contains("\"account\":\"book-imbalance\""))
                        .toList();
        assertThat(others).containsExactlyInAnyOrderElementsOf(run(1, 0).texts(Topic.ORDERS));
    }

    @Test
    void a_seed_repeats_its_run_to_the_byte() throws Exception {
        PaperRun once = new PaperRun(5, folder.resolve("once"), market, PaperRun.all()).toEnd(20);
        PaperRun again = new PaperRun(5, folder.resolve("again"), market, PaperRun.all()).toEnd(20);
        for (Topic topic : Topic.values()) {
            assertThat(again.log(topic)).as(topic.topicName()).isEqualTo(once.log(topic));
        }
        assertThat(again.dies()).isEqualTo(once.dies()).isPositive();
    }

    @Test
    void a_bus_that_fails_at_any_step_of_a_start_changes_no_decision() throws Exception {
        PaperRun calm = run(1, 0);
        PaperRun disturbed =
                new PaperRun(11, folder.resolve("disturbed"), market, PaperRun.all())
                        .withBusFailuresAStart(80)
                        .toEnd(40);
        assertThat(disturbed.dies()).isGreaterThan(5);
        assertThat(disturbed.busFailures()).isGreaterThan(300);
        for (Topic topic : List.of(Topic.ORDERS, Topic.EXECUTIONS)) {
            assertThat(disturbed.texts(topic))
                    .as(topic.topicName())
                    .containsExactlyInAnyOrderElementsOf(calm.texts(topic));
        }
        assertThat(disturbed.desk().view().accounts()).isEqualTo(calm.desk().view().accounts());
        assertThat(happened(disturbed)).containsExactlyInAnyOrderElementsOf(happened(calm));
    }

    @Test
    void a_broker_whose_clock_steps_back_has_no_decision_made_twice() throws Exception {
        int dies = 0;
        int stepsBack = 0;
        for (int seed = 30; seed < 36; seed++) {
            PaperRun run =
                    new PaperRun(seed, folder.resolve("run" + seed), market, PaperRun.all())
                            .withSnapshotsEvery(Duration.ofSeconds(2));
            run.bus().stepBackOnceIn(30);
            run.toEnd(20);
            dies += run.dies();
            stepsBack += run.bus().stepsBack();
            Map<String, String> byId = new HashMap<>();
            Map<Account, Instant> newest = new HashMap<>();
            for (OrderRequest request : run.requests()) {
                String text = request.toString();
                assertThat(
                                byId.merge(
                                        request.account() + "/" + request.orderId(),
                                        text,
                                        (a, _) -> a))
                        .as("seed %d, decided twice", seed)
                        .isEqualTo(text);
                assertThat(request.time())
                        .as("seed %d, decided behind a later one: %s", seed, request)
                        .isAfterOrEqualTo(newest.getOrDefault(request.account(), Instant.EPOCH));
                newest.put(request.account(), request.time());
            }
            assertThat(run.texts(Topic.EXECUTIONS)).hasSameSizeAs(run.texts(Topic.ORDERS));
        }
        assertThat(dies).isGreaterThan(60);
        assertThat(stepsBack).isGreaterThan(100);
    }

    private static List<String> happened(PaperRun run) {
        return run.desk().view().trades().stream()
                .map(it ->
                        "%s %s %s %s %s"
                                .formatted(
                                        it.timestamp(),
                                        it.account(),
                                        it.orderId(),
                                        it.status(),
                                        it.reason()))
                .toList();
    }

    /**
     * Buys and sells in a calm run, and sends the same requests in each that dies again and again.
     */
    private void decidesTheSameThroughAnyCrash(
            List<PaperMarket.Event> events, List<Strategy> strategies, int seeds) throws Exception {
        PaperRun calm = new PaperRun(1, folder.resolve("calm"), events, strategies).toEnd(0);
        assertThat(calm.texts(Topic.ORDERS))
                .anyMatch(it -> it.contains("\"BUY\""))
                .anyMatch(it -> it.contains("\"SELL\""));
        for (int seed = 2; seed < seeds; seed++) {
            PaperRun run =
                    new PaperRun(seed, folder.resolve("crashes" + seed), events, strategies)
                            .toEnd(20);
            assertThat(run.dies()).isPositive();
            assertThat(run.texts(Topic.ORDERS))
                    .as("requests of seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(calm.texts(Topic.ORDERS));
        }
    }

    private PaperRun run(int seed, int dieOnceIn) throws Exception {
        return new PaperRun(seed, folder.resolve("run" + seed), market, PaperRun.all())
                .toEnd(dieOnceIn);
    }
}
