package lab.console.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.console.MemoryAnnotations;
import lab.domain.Layer;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

class AnnotationsTest {
    private static final String NOON = "2026-11-21T12:00:00Z";
    private static final String ONE = "2026-11-21T13:00:00Z";
    private static final String TWO = "2026-11-21T14:00:00Z";

    private Instant now = Instant.parse("2026-11-22T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final MemoryAnnotations store = new MemoryAnnotations();
    private final Annotations annotations = new Annotations(store, clock, 3);

    @Test
    void the_later_of_two_with_the_same_id_stands() {
        add("a", NOON, "buy");
        assertThat(ids(all())).containsExactly("a");
        add("a", TWO, "sell");
        add("b", ONE, "buy");
        wait(Duration.ofSeconds(1));
        assertThat(ids(all())).containsExactly("b", "a");
        assertThat(annotations.newest()).hasValue(Instant.parse(TWO));
    }

    @Test
    void the_store_is_left_alone_between_two_looks() {
        add("a", NOON, "buy");
        assertThat(ids(all())).containsExactly("a");
        add("b", ONE, "buy");
        assertThat(ids(all())).containsExactly("a");
        wait(Duration.ofMillis(999));
        assertThat(ids(all())).containsExactly("a");
        wait(Duration.ofMillis(1));
        assertThat(ids(all())).containsExactly("a", "b");
    }

    @Test
    void what_is_not_kept_is_read_from_the_store_and_remembered_for_a_while() {
        for (int i = 0; i < 5; i++) {
            add("n" + i, NOON.replace("12:00", "12:0" + i), "buy");
        }
        assertThat(ids(from("2026-11-21T12:03:00Z"))).containsExactly("n3", "n4");
        assertThat(store.readings()).isZero();

        assertThat(ids(all())).containsExactly("n0", "n1", "n2", "n3", "n4");
        wait(Duration.ofSeconds(9));
        all();
        assertThat(store.readings()).isEqualTo(1);
        wait(Duration.ofSeconds(1));
        all();
        assertThat(store.readings()).isEqualTo(2);
    }

    @Test
    void of_the_oldest_moment_that_is_kept_the_store_is_asked_since_more_may_be_of_it() {
        for (String id : List.of("a", "b", "c", "d")) {
            add(id, NOON, "buy");
        }
        assertThat(ids(from(NOON))).containsExactly("a", "b", "c", "d");
        assertThat(store.readings()).isEqualTo(1);
    }

    @Test
    void pair_layer_and_limit_narrow_an_answer() {
        store.add("a", NOON, "BTC-USD", "buy");
        store.add("b", ONE, "ETH-USD", "buy");
        store.add("c", TWO, "ETH-USD", "lancer");
        assertThat(ids(narrowed(Optional.of(new Pair("ETH-USD")), Optional.empty(), 9)))
                .containsExactly("b", "c");
        assertThat(ids(narrowed(Optional.empty(), Optional.of(Layer.BUY), 1))).containsExactly("b");
    }

    private void add(String id, String time, String layer) {
        store.add(id, time, "BTC-USD", layer);
    }

    private void wait(Duration time) {
        now = now.plus(time);
    }

    private List<AnnotationRow> all() {
        return narrowed(Optional.empty(), Optional.empty(), 9);
    }

    private List<AnnotationRow> from(String time) {
        return annotations.answer(
                new Annotations.Question(
                        new AnnotationStore.Time(
                                Optional.of(Instant.parse(time)), Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        9));
    }

    private List<AnnotationRow> narrowed(Optional<Pair> pair, Optional<Layer> layer, int limit) {
        return annotations.answer(
                new Annotations.Question(
                        new AnnotationStore.Time(Optional.empty(), Optional.empty()),
                        pair,
                        layer,
                        limit));
    }

    private static List<String> ids(List<AnnotationRow> rows) {
        return rows.stream().map(AnnotationRow::id).toList();
    }
}
