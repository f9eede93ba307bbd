package lab.console.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TradeIdsTest {
    private final TradeIds ids = new TradeIds();

    @Test
    void an_id_is_new_once() {
        assertThat(ids.add(5)).isTrue();
        assertThat(ids.add(5)).isFalse();
        assertThat(ids.add(4)).isTrue();
        assertThat(ids.add(6)).isTrue();
        assertThat(ids.add(4)).isFalse();
        assertThat(ids.add(6)).isFalse();
    }

    @Test
    void ids_that_follow_each_other_take_one_entry_in_whatever_order_they_come() {
        List<Long> shuffled = new ArrayList<>(LongStream.rangeClosed(1, 10_000).boxed().toList());
        Collections.shuffle(shuffled.subList(0, 8_000), new Random(3));

        assertThat(shuffled.stream().filter(ids::add)).hasSize(10_000);
        assertThat(ids.ranges()).isEqualTo(1);
        assertThat(shuffled.stream().filter(ids::add)).isEmpty();
    }

    @Test
    void gaps_are_kept_up_to_a_bound_and_what_was_forgotten_counts_as_seen() {
        for (long id = 0; id <= TradeIds.RANGES_MAX; id++) {
            assertThat(ids.add(1_000 + id * 2)).isTrue();
        }

        assertThat(ids.ranges()).isEqualTo(TradeIds.RANGES_MAX);
        assertThat(ids.add(1_000)).isFalse();
        assertThat(ids.add(999)).isFalse();
        assertThat(ids.add(1_001)).isTrue();
    }
}
