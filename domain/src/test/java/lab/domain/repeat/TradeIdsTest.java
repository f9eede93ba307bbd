package lab.domain.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TradeIdsTest {
    @Test
    void ids_without_gaps_are_one_range_whatever_the_order() {
        long seed = 20_260_301;
        List<Long> shuffled = new ArrayList<>();
        for (long id = 1; id <= 5_000; id++) {
            shuffled.add(id);
        }
        Collections.shuffle(shuffled, new Random(seed));
        var ids = new TradeIds();
        for (long id : shuffled) {
            assertThat(ids.add(id, 1, 0)).as("id %d, seed %d", id, seed).isTrue();
        }
        assertThat(ids.size()).as("seed %d", seed).isEqualTo(1);
        for (long id : shuffled) {
            assertThat(ids.add(id, 1, 0)).as("id %d again, seed %d", id, seed).isFalse();
        }
    }

    @Test
    void ids_with_gaps_are_forgotten_once_their_time_is_over_and_there_are_many() {
        var ids = new TradeIds();
        long now = 0;
        for (long id = 0; id < 100_000; id++) {
            now = id;
            assertThat(ids.add(id * 2, now + 100, now)).isTrue();
            assertThat(ids.size()).isLessThanOrEqualTo(TradeIds.RANGES_SPARE + 1);
        }
        for (long id = 99_950; id < 100_000; id++) {
            assertThat(ids.add(id * 2, now + 100, now)).as("recent id").isFalse();
        }
    }

    @Test
    void few_ids_are_remembered_past_their_time() {
        var ids = new TradeIds();
        ids.add(17, 1, 0);
        ids.add(99, 50, 40);
        assertThat(ids.add(17, 1, 1_000)).isFalse();
    }
}
