package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookEntry;
import lab.domain.book.BookFeatures;
import lab.domain.book.BookLevel;
import lab.domain.book.FeatureBook;
import lab.domain.book.LevelChange;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.tables.Derived;
import lab.flink.sql.tables.DerivedTables;
import lab.topics.Topic;
import lab.topics.codec.BookCodec;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of order books in the warm tier are those of the log, whatever the job goes through. */
class FeaturesIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final List<String> JOBS = List.of("features");
    private static final List<Pair> PAIRS =
            Stream.of("BTC-USD", "ETH-USD", "DOGE-USD").map(Pair::new).toList();

    @TempDir private Path folder;
    private final Random random = new Random(7);
    private final List<BookEntry> log = new ArrayList<>();
    private int line;

    @Test
    void features_are_those_of_the_log_through_a_kill_and_made_anew() throws Exception {
        try (var lab = TestLab.start(folder)) {
            TestLab.Running running = lab.run(JOBS, 1);
            snapshots(lab);
            changes(lab, 200);
            becomeThoseOfTheLog(running);
            changes(lab, 200);
            running.kill();

            lose(lab, PAIRS.getFirst());
            changes(lab, 100);
            running = lab.run(JOBS, 1);
            assertThat(running.jobs().reports()).singleElement().matches(JobReport::restored);
            changes(lab, 100);
            becomeThoseOfTheLog(running);
            assertThat(
                            running.rows(
                                    "SELECT COUNT(*) > 0, COUNT(mid) FROM warm.crypto.book_features"
                                            + " WHERE reason = 'the feed was stopped'"))
                    .containsExactly(Row.of(true, 0L));
            running.close();

            assertThat(Derived.FEATURES.hasRows(lab.tiers())).isTrue();
            DerivedTables.clearFeatures(lab.tiers());
            assertThat(Derived.FEATURES.hasRows(lab.tiers())).isFalse();
            delete(lab.checkpoints().resolve("features"));
            running = lab.run(JOBS, 1);
            becomeThoseOfTheLog(running);
            running.close();
        }
    }

    private void snapshots(TestLab lab) throws InterruptedException {
        for (Pair pair : PAIRS) {
            line++;
            var bids = new ArrayList<BookLevel>();
            var asks = new ArrayList<BookLevel>();
            for (int i = 0; i < 30; i++) {
                bids.add(level(100 - i));
                asks.add(level(101 + i));
            }
            send(lab, pair, new BookEntry.SnapshotPart(1, 2, NONE, bids, List.of()));
            send(lab, pair, new BookEntry.SnapshotPart(2, 2, NONE, List.of(), asks));
        }
    }

    private BookLevel level(int price) {
        return new BookLevel(Price.of(Integer.toString(price)), size());
    }

    private Quantity size() {
        return new Quantity(1 + random.nextLong(10_000_000_000L));
    }

    /** Two a second. */
    private void changes(TestLab lab, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            line++;
            boolean isBid = random.nextBoolean();
            int price = isBid ? 80 + random.nextInt(21) : 101 + random.nextInt(20);
            Quantity size = random.nextInt(3) == 0 ? new Quantity(0) : size();
            var level =
                    new LevelChange(
                            isBid ? Side.BUY : Side.SELL, Price.of(Integer.toString(price)), size);
            Pair pair = PAIRS.get(random.nextInt(PAIRS.size()));
            send(lab, pair, new BookEntry.Changed(List.of(level), Optional.empty()));
        }
        lab.bus().flush();
    }

    private void lose(TestLab lab, Pair pair) throws InterruptedException {
        line++;
        send(lab, pair, new BookEntry.Lost("the feed was stopped"));
    }

    private static final OptionalLong NONE = OptionalLong.empty();

    private void send(TestLab lab, Pair pair, BookEntry.Said said) throws InterruptedException {
        Instant time = NOON.plusMillis(line * 500L);
        var entry =
                new BookEntry(pair, "coinbase", "file-1", OptionalLong.of(line), time, time, said);
        lab.bus().send(Topic.BOOKS, pair.name(), BookCodec.encode(entry));
        log.add(entry);
    }

    private void becomeThoseOfTheLog(TestLab.Running running) throws Exception {
        Map<String, List<String>> expected = ofTheLog();
        assertThat(expected).hasSizeGreaterThan(100);
        eventually(SOON, () -> assertThat(rows(running)).isEqualTo(expected));
    }

    private Map<String, List<String>> ofTheLog() {
        Map<Pair, FeatureBook> books = new HashMap<>();
        Map<String, List<String>> told = new TreeMap<>();
        for (BookEntry entry : log) {
            books.computeIfAbsent(entry.pair(), FeatureBook::new)
                    .take(entry, features -> tell(features, told));
        }
        books.values().forEach(book -> book.tellOpen(features -> tell(features, told)));
        return told;
    }

    private static void tell(BookFeatures features, Map<String, List<String>> told) {
        told.put(
                "%s %s %s"
                        .formatted(
                                features.pair(), features.resolution().label(), features.start()),
                switch (features.said()) {
                    case BookFeatures.Said.Unknown(var reason) -> List.of(reason);
                    case BookFeatures.Said.Known(var top) ->
                            List.of(
                                    top.mid().toString(),
                                    top.microprice().toString(),
                                    top.spreadBps().toString(),
                                    top.near().imbalance().toString(),
                                    top.far().bids().toString(),
                                    top.far().asks().toString());
                });
    }

    private static Map<String, List<String>> rows(TestLab.Running running) {
        Map<String, List<String>> rows = new TreeMap<>();
        for (Row row :
                running.rows(
                        "SELECT pair, resolution, window_start, reason, mid, microprice,"
                                + " spread_bps, imbalance_5, bid_depth_20, ask_depth_20"
                                + " FROM warm.crypto.book_features")) {
            LocalDateTime start = row.getFieldAs(2);
            Object unknown = row.getField(3);
            rows.put(
                    "%s %s %s"
                            .formatted(
                                    row.getField(0),
                                    row.getField(1),
                                    start.toInstant(ZoneOffset.UTC)),
                    unknown == null
                            ? Stream.of(4, 5, 6, 7, 8, 9)
                                    .map(column -> String.valueOf(row.getField(column)))
                                    .toList()
                            : List.of(unknown.toString()));
        }
        return rows;
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
