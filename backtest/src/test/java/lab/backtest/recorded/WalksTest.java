package lab.backtest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import org.junit.jupiter.api.Test;

/** Who goes through a record together. */
class WalksTest {
    private static final Strategy MOMENTUM = Strategies.named(List.of("momentum")).getFirst();

    @Test
    void all_cores_walk_and_those_who_ask_go_together() {
        assertThat(walks(Strategies.all(), 2))
                .containsExactly(
                        List.of("seed-rule", "no-llm", "calibrated", "llm-only"),
                        List.of("buy-and-hold", "momentum"));
        assertThat(walks(List.of(MOMENTUM, MOMENTUM, MOMENTUM), 2))
                .containsExactly(List.of("momentum", "momentum"), List.of("momentum"));
        assertThat(walks(Strategies.all(), 1).stream().flatMap(List::stream))
                .hasSize(Strategies.all().size());
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
