package lab.domain.clearing.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    private static final int STEPS = 20_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50})
    void does_what_a_tree_does_whether_numbers_grow_or_not(int backOnceIn) {
        var random = new Random(7);
        var timeline = new Timeline<String>();
        var tree = new TreeMap<Long, String>();
        long newest = Long.MIN_VALUE / 2;
        for (int i = 0; i < STEPS; i++) {
            boolean isBack = backOnceIn > 0 && random.nextInt(backOnceIn) == 0;
            newest += isBack ? 0 : random.nextInt(3);
            long key = newest - (isBack ? random.nextInt(40) : 0);
            timeline.put(key, "at " + i);
            tree.put(key, "at " + i);
            if (random.nextInt(30) == 0) {
                long until = newest - random.nextInt(60);
                timeline.keepOneBelow(until);
                keepOneBelow(tree, until);
            }
            if (random.nextInt(10) == 0) {
                assertThat(timeline.removeFirst()).isEqualTo(tree.pollFirstEntry().getValue());
            }
            long asked = newest - random.nextInt(50) + 2;
            assertThat(timeline.isEmpty()).isEqualTo(tree.isEmpty());
            assertThat(timeline.below(asked)).isEqualTo(value(tree.lowerEntry(asked)));
            assertThat(timeline.above(asked)).isEqualTo(value(tree.higherEntry(asked)));
            if (!tree.isEmpty()) {
                assertThat(timeline.firstKey()).isEqualTo(tree.firstKey());
            }
        }
        List<String> all = new ArrayList<>();
        timeline.forEach(all::add);
        assertThat(all).containsExactlyElementsOf(tree.values());
    }

    private static void keepOneBelow(NavigableMap<Long, String> tree, long key) {
        Long oldest = tree.lowerKey(key);
        if (oldest != null) {
            tree.headMap(oldest).clear();
        }
    }

    private static @Nullable String value(Map.@Nullable Entry<Long, String> entry) {
        return entry == null ? null : entry.getValue();
    }

    @Test
    void has_no_first_when_it_is_empty() {
        var timeline = new Timeline<String>();
        assertThatThrownBy(timeline::firstKey).hasMessageContaining("must have a value");
        timeline.put(3, "three");
        assertThat(timeline.removeFirst()).isEqualTo("three");
        assertThat(timeline.above(0)).isNull();
        assertThatThrownBy(timeline::removeFirst).hasMessageContaining("must have a value");
    }
}
