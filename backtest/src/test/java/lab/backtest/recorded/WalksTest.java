package lab.backtest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import org.junit.jupiter.api.Test;

/** Who goes through a record together. */
class WalksTest {
    private static final Strategy MOMENTUM = Strategies.named(List.of("momentum")).getFirst();

    @Test
    void few_leave_a_core_to_who_reads_and_those_who_ask_go_together() {
        assertThat(walks(Strategies.all(), 3))
                .containsExactly(
                        List.of("seed-rule", "no-llm", "calibrated", "llm-only"),
                        List.of("buy-and-hold", "momentum"));
        assertThat(walks(List.of(MOMENTUM, MOMENTUM, MOMENTUM), 3))
                .containsExactly(List.of("momentum", "momentum"), List.of("momentum"));
        for (int cores : new int[] {1, 2}) {
            assertThat(walks(Strategies.all(), cores)).hasSize(1);
            assertThat(walks(Strategies.all(), cores).getFirst()).hasSize(Strategies.all().size());
        }
    }

    @Test
    void many_go_on_all_cores() {
        List<Strategy> many = Collections.nCopies(9, MOMENTUM);
        assertThat(walks(many, 2).stream().map(List::size)).containsExactly(5, 4);
    }

    @Test
    void there_is_a_walk_even_for_nobody() {
        assertThat(walks(List.of(), 4)).containsExactly(List.of());
        assertThat(walks(List.of(MOMENTUM), 4)).containsExactly(List.of("momentum"));
    }

    private static List<List<String>> walks(List<Strategy> strategies, int cores) {
        return RecordedBacktest.spread(strategies, cores).stream()
                .map(part -> part.stream().map(Strategy::name).toList())
                .toList();
    }
}
