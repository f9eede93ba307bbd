package lab.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookFeatures.Resolution;
import org.junit.jupiter.api.Test;

class RecentBookTest {
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private final RecentBook recent = new RecentBook(PAIR);

    @Test
    void windows_are_those_that_are_told_and_the_last_one_once_its_time_is_over() {
        take(at(0.2), snapshot("100 1", "101 3"));
        take(at(0.7), bid("100 2"));
        take(at(3.1), bid("100 4"));
        assertThat(bids(at(0.9))).as("the first second goes on").isEmpty();
        assertThat(bids(at(3.5))).containsExactly("0 2");
        assertThat(bids(at(4))).containsExactly("0 2", "3 4");
        take(at(3.9), bid("100 5")); // behind the cut of whoever looked
        assertThat(bids(at(4))).containsExactly("0 2", "3 5");
        assertThat(recent.windows(Resolution.ONE_MINUTE, at(59))).isEmpty();
        assertThat(recent.windows(Resolution.ONE_MINUTE, at(60))).hasSize(1);
        assertThat(recent.heard()).contains(at(3.9));
    }

    @Test
    void a_book_that_is_not_in_step_has_no_numbers() {
        assertThat(recent.now()).isEqualTo(new BookFeatures.Said.Unknown("no snapshot yet"));
        take(at(0), snapshot("100 1", "101 3"));
        assertThat(recent.now()).isInstanceOf(BookFeatures.Said.Known.class);
        take(at(1), new BookEntry.Lost("the connection was lost"));
        take(at(2), bid("100 2"));
        assertThat(recent.now())
                .isEqualTo(new BookFeatures.Said.Unknown("the connection was lost"));
        assertThat(bids(at(3))).containsExactly("0 1", "1 ?", "2 ?");
        take(at(3), snapshot("100 7", "101 3"));
        recent.lose("entries are missing");
        take(at(4), bid("100 8"));
        assertThat(recent.now()).isEqualTo(new BookFeatures.Said.Unknown("entries are missing"));
        take(at(5), snapshot("100 9", "101 3"));
        assertThat(bids(at(6))).containsExactly("0 1", "1 ?", "2 ?", "3 ?", "4 ?", "5 9");
    }

    @Test
    void keeps_so_many_windows_and_no_more() {
        take(at(0), snapshot("100 1", "101 3"));
        for (int second = 1; second < 200; second++) {
            take(at(second), bid("100 " + second));
        }
        List<BookFeatures> kept = recent.windows(Resolution.ONE_SECOND, at(199));
        assertThat(kept).hasSize(RecentBook.WINDOWS_MAX);
        assertThat(kept.getLast().start()).isEqualTo(at(198));
    }

    /** Windows as the table of features has them, and as they go on behind a restart anywhere. */
    @Test
    void tells_what_the_features_tell_wherever_it_is_put_away() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var features = new FeatureBook(PAIR);
            List<BookFeatures> told = new ArrayList<>();
            var whole = new RecentBook(PAIR);
            var restarted = new RecentBook(PAIR);
            double time = 0;
            for (int i = 0; i < 150; i++) {
                time += random.nextInt(700) / 1_000.0;
                BookEntry entry = entry(at(time - random.nextInt(300) / 1_000.0), said(random));
                features.take(entry, told::add);
                whole.take(entry);
                restarted.take(entry);
                if (random.nextInt(20) == 0) {
                    restarted = again(restarted);
                }
                for (Resolution resolution : Resolution.values()) {
                    assertThat(restarted.windows(resolution, at(time)))
                            .isEqualTo(whole.windows(resolution, at(time)));
                }
                assertThat(restarted.now()).isEqualTo(whole.now());
            }
            List<BookFeatures> seconds =
                    told.stream().filter(it -> it.resolution() == Resolution.ONE_SECOND).toList();
            int from = Math.max(0, seconds.size() - RecentBook.WINDOWS_MAX);
            assertThat(whole.windows(Resolution.ONE_SECOND, at(0).plus(Duration.ofDays(1))))
                    .startsWith(seconds.subList(from, seconds.size()).getFirst())
                    .containsAll(seconds.subList(from, seconds.size()));
        }
    }

    private static BookEntry.Said said(Random random) {
        int size = 1 + random.nextInt(9);
        return switch (random.nextInt(12)) {
            case 0 -> snapshot("100 " + size, "101 " + size);
            case 1 -> new BookEntry.Lost("lost " + size);
            default -> bid("%d %d".formatted(90 + random.nextInt(11), size));
        };
    }

    private static RecentBook again(RecentBook book) throws IOException {
        var bytes = new ByteArrayOutputStream();
        book.write(new DataOutputStream(bytes));
        return RecentBook.read(
                PAIR, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static Instant at(double seconds) {
        return NOON.plusMillis(Math.round(seconds * 1_000));
    }

    private void take(Instant time, BookEntry.Said said) {
        recent.take(entry(time, said));
    }

    private static BookEntry entry(Instant time, BookEntry.Said said) {
        return new BookEntry(PAIR, "test", "test", OptionalLong.empty(), time, time, said);
    }

    private static BookEntry.Said snapshot(String bid, String ask) {
        return new BookEntry.SnapshotPart(
                1, 1, OptionalLong.empty(), List.of(level(bid)), List.of(level(ask)));
    }

    private static BookEntry.Said bid(String text) {
        BookLevel level = level(text);
        return new BookEntry.Changed(
                List.of(new LevelChange(Side.BUY, level.price(), level.size())), Optional.empty());
    }

    private static BookLevel level(String text) {
        int space = text.indexOf(' ');
        return new BookLevel(
                Price.of(text.substring(0, space)), Quantity.of(text.substring(space + 1)));
    }

    /** By second the size of the best bids. */
    private List<String> bids(Instant time) {
        return recent.windows(Resolution.ONE_SECOND, time).stream()
                .map(it ->
                        "%d %s"
                                .formatted(
                                        Duration.between(NOON, it.start()).toSeconds(),
                                        switch (it.said()) {
                                            case BookFeatures.Said.Known(var top) ->
                                                    top.near()
                                                            .bids()
                                                            .stripTrailingZeros()
                                                            .toPlainString();
                                            case BookFeatures.Said.Unknown _ -> "?";
                                        }))
                .toList();
    }
}
