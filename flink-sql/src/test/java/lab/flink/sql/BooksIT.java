package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookEntry;
import lab.domain.book.BookLevel;
import lab.domain.book.BookView;
import lab.domain.book.LevelChange;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.tables.BookLogTable;
import lab.flink.sql.tables.IcebergState;
import lab.flink.sql.tables.PastBook;
import lab.topics.Topic;
import lab.topics.codec.BookCodec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of order books in the cold tier: each entry once, whatever the job goes through. */
class BooksIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final List<String> JOBS = List.of("books");
    private static final List<Pair> PAIRS =
            Stream.of("BTC-USD", "ETH-USD", "SOL-USD", "DOGE-USD").map(Pair::new).toList();

    @TempDir private Path folder;
    private int line;
    private long sent;

    @Test
    void entries_are_kept_once_through_kills_and_without_a_checkpoint() throws Exception {
        try (var lab = TestLab.start(folder)) {
            TestLab.Running running = lab.run(JOBS, 1);
            send(lab, 300);
            awaitAll(lab);
            send(lab, 300);
            running.kill();

            send(lab, 300);
            running = lab.run(JOBS, 1);
            assertThat(running.jobs().reports()).singleElement().matches(JobReport::restored);
            awaitAll(lab);
            booksAreRebuilt(lab);
            running.close();

            delete(lab.checkpoints().resolve("books"));
            lab.bus().send(Topic.BOOKS, "BTC-USD", "none".getBytes(StandardCharsets.UTF_8));
            send(lab, 100);
            running = lab.run(JOBS, 1);
            assertThat(running.jobs().reports())
                    .singleElement()
                    .extracting(JobReport::notes)
                    .isEqualTo(
                            List.of("begins behind what its tables hold, as it has no checkpoint"));
            awaitAll(lab);
            booksAreRebuilt(lab);
            running.close();
        }
    }

    /** A snapshot of each pair in two parts, and changes, one a second. */
    private void send(TestLab lab, int changes) throws InterruptedException {
        for (Pair pair : PAIRS) {
            line++;
            var bid = List.of(new BookLevel(Price.of("100"), Quantity.of("1")));
            var ask = List.of(new BookLevel(Price.of("200"), Quantity.of("1")));
            send(lab, pair, new BookEntry.SnapshotPart(1, 2, NONE, bid, List.of()));
            send(lab, pair, new BookEntry.SnapshotPart(2, 2, NONE, List.of(), ask));
        }
        for (int i = 0; i < changes; i++) {
            line++;
            var level =
                    new LevelChange(Side.BUY, Price.of("99"), Quantity.of(Integer.toString(line)));
            Pair pair = PAIRS.get(i % PAIRS.size());
            send(lab, pair, new BookEntry.Changed(List.of(level), Optional.empty()));
        }
        lab.bus().flush();
    }

    private static final OptionalLong NONE = OptionalLong.empty();

    private void send(TestLab lab, Pair pair, BookEntry.Said said) throws InterruptedException {
        Instant time = NOON.plusSeconds(line);
        var entry =
                new BookEntry(pair, "coinbase", "file-1", OptionalLong.of(line), time, time, said);
        lab.bus().send(Topic.BOOKS, pair.name(), BookCodec.encode(entry));
        sent++;
    }

    private void awaitAll(TestLab lab) throws Exception {
        eventually(
                SOON,
                () ->
                        assertThat(positions(lab))
                                .hasSize(Math.toIntExact(sent))
                                .doesNotHaveDuplicates());
    }

    private static List<String> positions(TestLab lab) throws Exception {
        List<String> positions = new ArrayList<>();
        for (Table table : IcebergState.tables(lab.tiers())) {
            try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
                rows.forEach(row ->
                        positions.add(
                                row.getField("bus_partition") + "/" + row.getField("bus_offset")));
            }
        }
        return positions;
    }

    private void booksAreRebuilt(TestLab lab) throws Exception {
        BookLogTable log = BookLogTable.of(lab.tiers()).orElseThrow();
        PastBook book = PastBook.at(log, PAIRS.getLast(), Optional.empty()).orElseThrow();
        assertThat(book.view())
                .isInstanceOfSatisfying(
                        BookView.Known.class,
                        known ->
                                assertThat(known.book().top(Side.BUY, 2))
                                        .extracting(level -> level.price() + " " + level.size())
                                        .containsExactly("100 1", "99 " + line));
        assertThat(log.spans().keySet()).containsExactlyInAnyOrderElementsOf(PAIRS);
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
