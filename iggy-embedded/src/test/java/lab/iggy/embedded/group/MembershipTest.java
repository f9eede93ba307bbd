package lab.iggy.embedded.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients are numbers, and so are partitions; time is a number that the test moves. */
class MembershipTest {

    private final Map<Integer, Long> stored = new HashMap<>();
    private final Set<Integer> connected = new HashSet<>();
    private long nanos;
    private Membership group = new Membership(4, () -> nanos);

    @Test
    void the_first_member_gets_all_partitions() {
        join(10);

        assertThat(seats()).containsExactly(List.of(0, 1, 2, 3));
        assertThat(ids()).containsExactly(0);
    }

    @Test
    void a_partition_that_nobody_has_polled_moves_to_the_next_member_at_once() {
        join(10);
        join(11);

        assertThat(seats()).containsExactly(List.of(0, 1, 2), List.of(3));
    }

    @Test
    void a_partition_that_was_polled_moves_when_all_of_it_is_stored() {
        join(10);
        poll(10, 3, 99);

        join(11);
        assertThat(seats()).containsExactly(List.of(0, 1, 2, 3), List.of());
        assertThat(next(11)).isEmpty();

        store(3, 98);
        assertThat(seats()).containsExactly(List.of(0, 1, 2, 3), List.of());
        store(3, 99);
        assertThat(seats()).containsExactly(List.of(0, 1, 2), List.of(3));
        assertThat(next(11)).hasValue(3);
    }

    @Test
    void a_promised_partition_is_read_on_only_by_number_and_not_waited_for_longer_than_it_must() {
        join(10);
        poll(10, 3, 99);
        join(11);

        assertThat(IntStream.range(0, 6).map(i -> next(10).orElseThrow()))
                .containsExactly(0, 1, 2, 0, 1, 2);
        assertThat(partition(10, 3)).hasValue(3);
        assertThat(partition(11, 3)).isEmpty();

        nanos += Membership.PROMISE_MAX.toNanos() - 1;
        assertThat(partition(11, 3)).isEmpty();
        nanos++;
        assertThat(partition(11, 3)).hasValue(3);
        assertThat(partition(10, 3)).isEmpty();
    }

    @Test
    void a_member_reads_its_partitions_in_turn_and_a_look_does_not_take_the_turn() {
        join(10);

        assertThat(IntStream.range(0, 5).map(i -> next(10).orElseThrow()))
                .containsExactly(0, 1, 2, 3, 0);
        assertThat(look(10)).hasValue(1);
        assertThat(look(10)).hasValue(1);
        assertThat(next(10)).hasValue(1);
    }

    @Test
    void a_leave_deals_out_all_partitions_anew() {
        join(10);
        join(11);
        join(12);
        leave(10);

        assertThat(seats()).containsExactly(List.of(0, 2), List.of(1, 3));
        assertThat(ids()).containsExactly(1, 2);
        assertThat(group.leave(10)).isFalse();
    }

    @Test
    void members_whose_connection_is_gone_go_when_somebody_joins() {
        join(10);
        join(11);
        connected.remove(10);
        join(12);

        assertThat(group.has(10)).isFalse();
        assertThat(seats()).containsExactlyInAnyOrder(List.of(3), List.of(0, 1, 2));
    }

    @Test
    void joining_again_changes_nothing() {
        join(10);
        join(11);
        List<List<Integer>> before = seats();

        join(10);

        assertThat(seats()).isEqualTo(before);
    }

    @Test
    void another_number_of_partitions_deals_out_all_anew() {
        join(10);
        poll(10, 3, 5);
        join(11);

        group.resize(5);
        assertThat(seats()).containsExactly(List.of(0, 2, 4), List.of(1, 3));
        group.resize(1);
        assertThat(seats()).containsExactly(List.of(0), List.of());
        assertThat(next(11)).isEmpty();
    }

    @Test
    void more_members_than_partitions_leave_some_idle() {
        group = new Membership(2, () -> nanos);
        join(10);
        join(11);
        join(12);

        assertThat(seats()).containsExactly(List.of(0), List.of(1), List.of());
    }

    /** Whatever happens: nobody shares a partition, and in the end all of them are read. */
    @Test
    void every_partition_has_at_most_one_reader_at_any_time() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            int partitions = 1 + random.nextInt(7);
            group = new Membership(partitions, () -> nanos);
            stored.clear();
            connected.clear();
            for (int step = 0; step < 60; step++) {
                int client = random.nextInt(5);
                switch (random.nextInt(5)) {
                    case 0 -> join(client);
                    case 1 -> leave(client);
                    case 2 -> {
                        if (group.has(client)) {
                            int at = step;
                            next(client).ifPresent(partition -> group.polled(partition, at));
                        }
                    }
                    case 3 -> store(random.nextInt(partitions), step);
                    default -> nanos += random.nextLong(Membership.PROMISE_MAX.toNanos() / 2);
                }
                List<Integer> read = seats().stream().flatMap(List::stream).toList();
                assertThat(read).as("seed %d step %d", seed, step).doesNotHaveDuplicates();
            }
            join(9);
            nanos += Membership.PROMISE_MAX.toNanos();
            assertThat(seats().stream().flatMap(List::stream))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, partitions).boxed().toList());
        }
    }

    private void join(int client) {
        connected.add(client);
        group.join(client, connected::contains, this::offset);
    }

    private void leave(int client) {
        connected.remove(client);
        group.leave(client);
    }

    private void poll(int client, int partition, long lastOffset) {
        assertThat(partition(client, partition)).hasValue(partition);
        group.polled(partition, lastOffset);
    }

    private void store(int partition, long offset) {
        stored.put(partition, offset);
        group.stored(this::offset);
    }

    private OptionalInt partition(int client, int wanted) {
        return group.partition(client, OptionalInt.of(wanted), true, this::offset);
    }

    private OptionalInt next(int client) {
        return group.partition(client, OptionalInt.empty(), true, this::offset);
    }

    private OptionalInt look(int client) {
        return group.partition(client, OptionalInt.empty(), false, this::offset);
    }

    private OptionalLong offset(int partition) {
        Long offset = stored.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    private List<List<Integer>> seats() {
        return group.seats(this::offset).stream().map(Membership.Seat::partitions).toList();
    }

    private List<Integer> ids() {
        return group.seats(this::offset).stream().map(Membership.Seat::id).toList();
    }
}
