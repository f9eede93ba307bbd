package lab.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import org.junit.jupiter.api.Test;

class RebuiltBookTest {
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private final RebuiltBook book = new RebuiltBook();
    private long lines;

    @Test
    void a_book_is_its_snapshot_and_every_change_since() {
        snapshot(List.of("100 1", "99 2"), List.of("101 3"));
        change("bid 100 0", "bid 99.5 4");
        change("ask 101 5");
        assertThat(levels()).containsExactly("99.5 4", "99 2", "101 5");
        assertThat(book.told().changes()).isEqualTo(2);
        assertThat(book.told().snapshotTime()).contains(NOON.plusSeconds(1));
        assertThat(book.told().time()).contains(NOON.plusSeconds(3));
    }

    @Test
    void entries_that_come_again_make_no_older_book() {
        snapshot(List.of("100 1"), List.of("101 1"));
        List<BookEntry> again =
                List.of(
                        change("ask 101 0", "ask 102 1"),
                        change("bid 101 1"), // with the ask of before it would be crossed
                        change("bid 101 2"));
        again.forEach(book::take);
        assertThat(levels()).containsExactly("101 2", "100 1", "102 1");
        assertThat(book.told().repeats()).isEqualTo(3);
        change("bid 101 3");
        assertThat(levels()).startsWith("101 3");
    }

    @Test
    void a_snapshot_is_whole_once_all_of_its_parts_came() {
        List<BookEntry> parts = parts(3);
        assertThat(parts).hasSize(3);
        assertThat(reason()).isEqualTo("no snapshot yet");
        book.take(parts.get(0));
        book.take(parts.get(1));
        assertThat(reason())
                .isEqualTo("snapshot: all of its 3 parts must come in a row, part 3 did not");
        book.take(parts.get(2));
        assertThat(levels()).hasSize(8).startsWith("100 1", "99 1").endsWith("103 1", "104 1");
    }

    @Test
    void a_snapshot_that_was_cut_off_may_come_again() {
        List<BookEntry> parts = parts(3);
        book.take(parts.get(0));
        book.take(parts.get(1));
        parts.forEach(book::take);
        assertThat(levels()).hasSize(8);
        parts.forEach(book::take);
        assertThat(book.told().repeats()).isEqualTo(3);
        assertThat(book.told().snapshots()).isEqualTo(1);
    }

    @Test
    void a_snapshot_that_lacks_a_part_makes_the_book_unknown() {
        snapshot(List.of("100 1"), List.of("101 1"));
        List<BookEntry> parts = parts(3);
        book.take(parts.get(0));
        book.take(parts.get(1));
        change("bid 100 0");
        assertThat(reason())
                .isEqualTo("snapshot: all of its 3 parts must come in a row, part 3 did not");
    }

    @Test
    void parts_without_the_first_are_no_snapshot() {
        snapshot(List.of("100 1"), List.of("101 1"));
        book.take(parts(3).get(1));
        assertThat(reason())
                .isEqualTo("snapshot: it must begin with its first part, began with part 2 of 3");
    }

    @Test
    void what_was_lost_is_unknown_until_a_snapshot_comes() {
        snapshot(List.of("100 1"), List.of("101 1"));
        book.take(entry(new BookEntry.Lost("the connection was lost")));
        change("bid 100 2");
        assertThat(reason()).isEqualTo("the connection was lost");
        snapshot(List.of("100 2"), List.of("101 1"));
        assertThat(levels()).containsExactly("100 2", "101 1");
    }

    @Test
    void further_snapshots_are_compared_and_told() {
        snapshot(List.of("100 1"), List.of("101 1"));
        change("bid 99 1");
        snapshot(List.of("100 1", "99 1"), List.of("101 1"));
        snapshot(List.of("100 7"), List.of("101 1"));
        assertThat(book.told().confirmed()).isEqualTo(1);
        assertThat(book.told().mismatches()).isEqualTo(1);
        assertThat(levels()).containsExactly("100 7", "101 1");
    }

    @Test
    void changes_with_numbers_join_a_snapshot_that_comes_behind_them() {
        book.take(numbered(10, 12, "bid 100 1"));
        book.take(numbered(13, 15, "bid 99 1"));
        assertThat(reason()).isEqualTo("no snapshot yet");
        book.take(snapshotTo(13, "98 1", "105 1"));
        assertThat(levels()).containsExactly("99 1", "98 1", "105 1");
        assertThat(book.told().changes()).isEqualTo(1);
        assertThat(book.told().sequence()).hasValue(15);
        book.take(numbered(16, 16, "bid 99 2"));
        assertThat(book.told().sequence()).hasValue(16);
        book.take(numbered(18, 18, "bid 99 3"));
        assertThat(reason()).isEqualTo("gap: update 17 must follow, was 18 to 18");
    }

    @Test
    void a_batch_that_a_producer_sent_twice_is_no_exchange_that_counts_anew() {
        book.take(snapshotTo(0, "98 1", "105 1"));
        List<BookEntry> batch = new ArrayList<>();
        for (int id = 1; id <= 3 * FollowedBook.REPEATS_MAX; id++) {
            batch.add(numbered(id, id, "bid 97 " + id));
        }
        batch.forEach(book::take);
        batch.forEach(book::take);
        assertThat(levels()).containsExactly("98 1", "97 60", "105 1");
        assertThat(book.told().repeats()).isEqualTo(batch.size());
    }

    private List<BookEntry> parts(int levelsMax) {
        var snapshot =
                new BookSnapshot(
                        PAIR,
                        offered(List.of("100 1", "99 1", "98 1", "97 1")),
                        offered(List.of("101 1", "102 1", "103 1", "104 1")),
                        OptionalLong.empty(),
                        Optional.empty());
        lines++;
        return SnapshotParts.cut(snapshot, levelsMax).stream().map(this::here).toList();
    }

    private void snapshot(List<String> bids, List<String> asks) {
        var snapshot =
                new BookSnapshot(
                        PAIR, offered(bids), offered(asks), OptionalLong.empty(), Optional.empty());
        SnapshotParts.cut(snapshot, 100).forEach(part -> book.take(entry(part)));
    }

    private BookEntry change(String... levels) {
        BookEntry entry = entry(new BookEntry.Changed(changes(levels), Optional.empty()));
        book.take(entry);
        return entry;
    }

    /** Of the next line. */
    private BookEntry entry(BookEntry.Said said) {
        lines++;
        return here(said);
    }

    private BookEntry here(BookEntry.Said said) {
        Instant time = NOON.plusSeconds(lines);
        return new BookEntry(PAIR, "coinbase", "file-1", OptionalLong.of(lines), time, time, said);
    }

    private static BookEntry numbered(long first, long last, String... levels) {
        return live(
                new BookEntry.Changed(changes(levels), Optional.of(new UpdateIds(first, last))),
                last);
    }

    private static BookEntry snapshotTo(long lastUpdateId, String bid, String ask) {
        return live(
                new BookEntry.SnapshotPart(
                        1,
                        1,
                        OptionalLong.of(lastUpdateId),
                        offered(List.of(bid)),
                        offered(List.of(ask))),
                lastUpdateId);
    }

    private static BookEntry live(BookEntry.Said said, long at) {
        Instant time = NOON.plusSeconds(at);
        return new BookEntry(PAIR, "binance", "binance", OptionalLong.empty(), time, time, said);
    }

    private static List<BookLevel> offered(List<String> levels) {
        return levels.stream()
                .map(level -> level.split(" "))
                .map(level -> new BookLevel(Price.of(level[0]), Quantity.of(level[1])))
                .toList();
    }

    private static List<LevelChange> changes(String... levels) {
        return List.of(levels).stream()
                .map(level -> level.split(" "))
                .map(level ->
                        new LevelChange(
                                level[0].equals("bid") ? Side.BUY : Side.SELL,
                                Price.of(level[1]),
                                Quantity.of(level[2])))
                .toList();
    }

    private List<String> levels() {
        return book.view() instanceof BookView.Known(var known)
                ? List.of(Side.BUY, Side.SELL).stream()
                        .flatMap(side -> known.top(side, 100).stream())
                        .map(level -> level.price() + " " + level.size())
                        .toList()
                : List.of(reason());
    }

    private String reason() {
        return book.view() instanceof BookView.Unknown(var reason) ? reason : "known";
    }
}
