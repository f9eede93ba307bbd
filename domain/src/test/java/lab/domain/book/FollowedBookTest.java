package lab.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowedBookTest {
    private static final Pair PAIR = new Pair("BTC-USDT");
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

    private final FollowedBook book = new FollowedBook();

    @Test
    void is_unknown_until_a_snapshot_and_makes_nothing_of_changes_before_it() {
        assertThat(book.take(change("buy 10 1"))).isEqualTo(BookOutcome.UNUSED);
        assertThat(text()).isEqualTo("unknown: no snapshot yet");
        assertThat(book.take(snapshot("buy 9 1, sell 11 2"))).isEqualTo(BookOutcome.JOINED);
        assertThat(text()).isEqualTo("9 x 1 | 11 x 2");
    }

    @Test
    void a_change_sets_levels_and_zero_takes_them_away_whether_or_not_they_are_there() {
        book.take(snapshot("buy 9 1, buy 8 5, sell 11 2"));
        assertThat(book.take(change("buy 9 0, buy 8.5 3, sell 12 0, sell 11 0.00000001")))
                .isEqualTo(BookOutcome.APPLIED);
        assertThat(text()).isEqualTo("8.5 x 3, 8 x 5 | 11 x 0.00000001");
    }

    @Test
    void a_book_that_crosses_itself_is_unknown_until_the_next_snapshot() {
        book.take(snapshot("buy 9 1, sell 11 2"));
        assertThat(book.take(change("buy 11 1"))).isEqualTo(BookOutcome.LOST);
        assertThat(text())
                .isEqualTo("unknown: crossed: the best bid 11 must be below the best ask 11");
        assertThat(book.take(change("buy 11 0"))).isEqualTo(BookOutcome.UNUSED);
        assertThat(book.take(snapshot("buy 12 1, sell 11 2"))).isEqualTo(BookOutcome.UNUSED);
        assertThat(book.take(snapshot("buy 9 1, sell 11 2"))).isEqualTo(BookOutcome.JOINED);
    }

    @Test
    void a_snapshot_of_a_book_in_step_confirms_it_or_is_believed() {
        book.take(snapshot("buy 9 1, sell 11 2"));
        book.take(change("buy 9 4"));
        assertThat(book.take(snapshot("buy 9 4, sell 11 2"))).isEqualTo(BookOutcome.CONFIRMED);
        assertThat(book.take(snapshot("buy 9 4, sell 11 3"))).isEqualTo(BookOutcome.DIFFERED);
        assertThat(text()).isEqualTo("9 x 4 | 11 x 3");
    }

    @Test
    void numbered_changes_that_came_first_are_joined_to_the_snapshot() {
        assertThat(book.take(change(90, 95, "buy 9 7"))).isEqualTo(BookOutcome.WAITS);
        assertThat(book.take(change(96, 101, "buy 8 3, buy 9 2"))).isEqualTo(BookOutcome.WAITS);
        assertThat(book.take(change(102, 103, "sell 12 1"))).isEqualTo(BookOutcome.WAITS);
        assertThat(book.take(snapshot(100, "buy 9 2, buy 8 1, sell 11 2")))
                .isEqualTo(BookOutcome.JOINED);
        assertThat(text()).isEqualTo("9 x 2, 8 x 3 | 11 x 2, 12 x 1");
        assertThat(book.take(change(104, 104, "sell 11 0"))).isEqualTo(BookOutcome.APPLIED);
        assertThat(text()).isEqualTo("9 x 2, 8 x 3 | 12 x 1");
    }

    @Test
    void the_first_change_behind_a_snapshot_may_begin_within_it_and_later_ones_may_not() {
        book.take(snapshot(100, "buy 9 1, sell 11 2"));
        assertThat(book.take(change(90, 100, "buy 9 5"))).isEqualTo(BookOutcome.OLD);
        assertThat(book.take(change(101, 105, "buy 9 6"))).isEqualTo(BookOutcome.APPLIED);
        assertThat(book.take(change(105, 107, "buy 9 7"))).isEqualTo(BookOutcome.LOST);
        assertThat(text()).isEqualTo("unknown: gap: update 106 must follow, was 105 to 107");
    }

    @Test
    void a_snapshot_that_ends_before_the_oldest_held_change_does_not_join() {
        book.take(change(110, 112, "buy 9 5"));
        assertThat(book.take(snapshot(108, "buy 9 1, sell 11 2"))).isEqualTo(BookOutcome.UNUSED);
        assertThat(text())
                .isEqualTo(
                        "unknown: snapshot 108 does not join, the oldest change held begins with 110");
        assertThat(book.take(snapshot(109, "buy 9 1, sell 11 2"))).isEqualTo(BookOutcome.JOINED);
        assertThat(text()).isEqualTo("9 x 5 | 11 x 2");
    }

    @Test
    void a_gap_loses_the_book_and_a_later_snapshot_joins_what_came_since() {
        book.take(snapshot(100, "buy 9 1, sell 11 2"));
        book.take(change(101, 102, "buy 9 2"));
        assertThat(book.take(change(104, 105, "buy 8 4"))).isEqualTo(BookOutcome.LOST);
        assertThat(book.take(change(106, 106, "buy 7 1"))).isEqualTo(BookOutcome.WAITS);
        assertThat(book.take(change(103, 103, "buy 6 1"))).isEqualTo(BookOutcome.OLD);
        assertThat(book.take(snapshot(102, "buy 9 2, sell 11 2"))).isEqualTo(BookOutcome.UNUSED);
        assertThat(book.take(snapshot(105, "buy 9 2, buy 8 4, sell 11 2")))
                .isEqualTo(BookOutcome.JOINED);
        assertThat(text()).isEqualTo("9 x 2, 8 x 4, 7 x 1 | 11 x 2");
    }

    @Test
    void a_change_that_a_second_connection_brings_again_is_old() {
        book.take(snapshot(100, "buy 9 1, sell 11 2"));
        BookChange next = change(101, 102, "buy 9 2");
        assertThat(book.take(next)).isEqualTo(BookOutcome.APPLIED);
        assertThat(book.take(next)).isEqualTo(BookOutcome.OLD);
        assertThat(book.take(change(103, 103, "buy 9 3"))).isEqualTo(BookOutcome.APPLIED);
    }

    @Test
    void an_exchange_that_counts_anew_is_noticed_and_followed_again() {
        book.take(snapshot(5_000, "buy 9 1, sell 11 2"));
        book.take(change(5_001, 5_002, "buy 9 2"));
        int id = 1;
        while (id < FollowedBook.REPEATS_MAX) {
            assertThat(book.take(change(id, id, "buy 8 1"))).isEqualTo(BookOutcome.OLD);
            id++;
        }
        assertThat(book.take(change(id, id, "buy 8 1"))).isEqualTo(BookOutcome.LOST);
        assertThat(text()).isEqualTo("unknown: updates went back from 5002 to 20");
        assertThat(book.take(change(id + 1, id + 1, "buy 8 3"))).isEqualTo(BookOutcome.WAITS);
        assertThat(book.take(snapshot(id, "buy 8 2, sell 11 2"))).isEqualTo(BookOutcome.JOINED);
        assertThat(text()).isEqualTo("8 x 3 | 11 x 2");
    }

    @Test
    void repeats_of_a_second_connection_do_not_add_up() {
        book.take(snapshot(1, "buy 9 1, sell 11 2"));
        for (int id = 2; id < 5 * FollowedBook.REPEATS_MAX; id++) {
            assertThat(book.take(change(id, id, "buy 8 1"))).isEqualTo(BookOutcome.APPLIED);
            assertThat(book.take(change(id, id, "buy 8 1"))).isEqualTo(BookOutcome.OLD);
        }
    }

    @Test
    void it_says_whether_holes_show_by_themselves() {
        book.take(snapshot("buy 9 1, sell 11 2"));
        book.take(change("buy 9 2"));
        assertThat(book.isNumbered()).isFalse();
        book.take(change(1, 1, "buy 9 2"));
        assertThat(book.isNumbered()).isTrue();
    }

    @Test
    void a_snapshot_beside_a_book_in_step_is_compared_when_both_have_come_as_far() {
        book.take(snapshot(100, "buy 9 1, buy 1 1, sell 11 2, sell 90 1"));
        book.take(change(101, 102, "buy 9 2"));
        assertThat(book.take(snapshot(104, "buy 9 3, sell 11 2"))).isEqualTo(BookOutcome.WAITS);
        assertThat(book.take(change(103, 105, "buy 9 3, sell 12 4")))
                .as("what lies beyond a snapshot's levels says nothing against it")
                .isEqualTo(BookOutcome.CONFIRMED);
        assertThat(text()).isEqualTo("9 x 3, 1 x 1 | 11 x 2, 12 x 4, 90 x 1");
        assertThat(book.take(snapshot(102, "buy 9 2, sell 11 2")))
                .as("an older one is brought up to date first")
                .isEqualTo(BookOutcome.CONFIRMED);
        assertThat(book.take(snapshot(105, "buy 9 3, sell 11 1"))).isEqualTo(BookOutcome.DIFFERED);
        assertThat(text()).isEqualTo("9 x 3 | 11 x 1");
        assertThat(book.take(change(106, 106, "buy 8 1"))).isEqualTo(BookOutcome.APPLIED);
    }

    @Test
    void a_book_beyond_its_bound_is_unknown() {
        List<LevelChange> levels = new ArrayList<>();
        for (int i = 1; i <= OrderBook.LEVELS_MAX + 1; i++) {
            levels.add(new LevelChange(Side.SELL, new Price(i), new Quantity(1)));
        }
        book.take(snapshot("sell 11 2"));
        var change = new BookChange(PAIR, levels, Optional.empty(), TIME);
        assertThat(book.take(change)).isEqualTo(BookOutcome.LOST);
        assertThat(text()).contains("must have at most 200000 levels a side");
    }

    /**
     * An exchange that numbers its updates, a line that drops, repeats and reorders, and snapshots
     * of any age.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_comes_in_whatever_order_a_known_book_is_the_exchanges(long seed) {
        var random = new SplittableRandom(seed);
        List<BookChange> changes = new ArrayList<>();
        TreeMap<Long, String> truth = new TreeMap<>();
        TreeMap<Long, BookSnapshot> snapshots = new TreeMap<>();
        exchange(random, changes, truth, snapshots);
        int known = 0;
        long newest = 0;
        for (int i = 0; i < changes.size(); i++) {
            int kind = random.nextInt(40);
            if (kind == 0) {
                continue; // dropped
            }
            BookChange change = kind == 1 ? changes.get(Math.max(0, i - 3)) : changes.get(i);
            BookOutcome outcome = book.take(change);
            if (outcome != BookOutcome.OLD) {
                newest = change.ids().orElseThrow().last();
            }
            if (random.nextInt(6) == 0) {
                long id = Math.max(1, newest + random.nextInt(25) - 20);
                BookSnapshot snapshot = snapshots.floorEntry(id).getValue();
                BookOutcome taken = book.take(snapshot);
                assertThat(taken).as("seed %d", seed).isNotEqualTo(BookOutcome.DIFFERED);
                if (taken == BookOutcome.JOINED) {
                    newest = Math.max(newest, snapshot.lastUpdateId().getAsLong());
                }
            }
            if (book.view() instanceof BookView.Known(var levels)) {
                known++;
                assertThat(text(levels)).as("seed %d, %d", seed, i).isEqualTo(truth.get(newest));
            }
        }
        assertThat(known).isGreaterThan(changes.size() / 4);
    }

    private static void exchange(
            SplittableRandom random,
            List<BookChange> changes,
            Map<Long, String> truth,
            Map<Long, BookSnapshot> snapshots) {
        var levels = new OrderBook(snapshot("buy 1 1, sell 100 1"));
        long id = 1;
        remember(id, levels, truth, snapshots);
        for (int i = 0; i < 1_500; i++) {
            long first = id + 1;
            List<LevelChange> batch = new ArrayList<>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                boolean isBid = random.nextBoolean();
                var change =
                        new LevelChange(
                                isBid ? Side.BUY : Side.SELL,
                                Price.of(Integer.toString((isBid ? 30 : 60) + random.nextInt(9))),
                                Quantity.of(Integer.toString(random.nextInt(3))));
                batch.add(change);
                levels.apply(new BookChange(PAIR, List.of(change), Optional.empty(), TIME));
                remember(++id, levels, truth, snapshots);
            }
            changes.add(new BookChange(PAIR, batch, Optional.of(new UpdateIds(first, id)), TIME));
        }
    }

    private static void remember(
            long id, OrderBook book, Map<Long, String> truth, Map<Long, BookSnapshot> snapshots) {
        truth.put(id, text(book));
        snapshots.put(
                id,
                new BookSnapshot(
                        PAIR,
                        book.top(Side.BUY, 100),
                        book.top(Side.SELL, 100),
                        OptionalLong.of(id),
                        Optional.empty()));
    }

    private String text() {
        return switch (book.view()) {
            case BookView.Known(var levels) -> text(levels);
            case BookView.Unknown(var reason) -> "unknown: " + reason;
        };
    }

    private static String text(OrderBook book) {
        return text(book.top(Side.BUY, 100)) + " | " + text(book.top(Side.SELL, 100));
    }

    private static String text(List<BookLevel> levels) {
        return String.join(
                ", ", levels.stream().map(it -> it.price() + " x " + it.size()).toList());
    }

    private static BookChange change(String levels) {
        return new BookChange(PAIR, levels(levels), Optional.empty(), TIME);
    }

    private static BookChange change(long first, long last, String levels) {
        return new BookChange(PAIR, levels(levels), Optional.of(new UpdateIds(first, last)), TIME);
    }

    private static BookSnapshot snapshot(String levels) {
        return snapshot(OptionalLong.empty(), levels);
    }

    private static BookSnapshot snapshot(long id, String levels) {
        return snapshot(OptionalLong.of(id), levels);
    }

    private static BookSnapshot snapshot(OptionalLong id, String levels) {
        return new BookSnapshot(
                PAIR, side(levels, Side.BUY), side(levels, Side.SELL), id, Optional.empty());
    }

    private static List<BookLevel> side(String levels, Side side) {
        return levels(levels).stream()
                .filter(level -> level.side() == side)
                .map(level -> new BookLevel(level.price(), level.size()))
                .toList();
    }

    private static List<LevelChange> levels(String text) {
        return java.util.Arrays.stream(text.split(", "))
                .map(level -> level.split(" "))
                .map(word ->
                        new LevelChange(
                                word[0].equals("buy") ? Side.BUY : Side.SELL,
                                Price.of(word[1]),
                                Quantity.of(word[2])))
                .toList();
    }
}
