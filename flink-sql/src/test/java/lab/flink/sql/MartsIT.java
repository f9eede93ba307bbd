package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.book.BookFeatures;
import lab.domain.book.BookLevel;
import lab.domain.book.FeatureBook;
import lab.domain.book.LevelChange;
import lab.domain.progress.Heartbeat;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.query.Marts;
import lab.flink.sql.query.QuerySession;
import lab.flink.sql.tables.DerivedTables;
import lab.topics.Topic;
import lab.topics.codec.BookCodec;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mart is what DuckDB counts of the cold tier, after a kill and after a reset too. */
class MartsIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Instant START = Instant.parse("2026-03-01T03:17:00Z");
    private static final Duration LENGTH = Duration.ofHours(31);
    private static final List<String> JOBS = List.of("hot", "warm", "cold", "books", "features");
    private static final List<String> MADE_ANEW = List.of("warm", "features");

    /** The marts of which something is made anew. */
    private static final List<String> OF_WARM =
            List.of(
                    "candles_1d",
                    "daily_metrics",
                    "liquidity",
                    "pipeline_health_5m",
                    "volume_by_hour");

    private static final Map<String, String> EXCHANGES =
            Map.of("BTC-USD", "coinbase", "ETH-USD", "coinbase", "BTC-USDT", "binance");

    @TempDir private Path folder;
    private final Random random = new Random(11);
    private final Map<String, Long> ids = new HashMap<>();
    private final Map<Pair, FeatureBook> books = new HashMap<>();
    private final Map<String, BookFeatures> features = new TreeMap<>();
    private Instant now = START;
    private long sequence;
    private long line;

    @Test
    void each_mart_is_its_recount_from_cold_after_a_kill_and_after_a_reset() throws Exception {
        try (var lab = TestLab.start(folder)) {
            TestLab.Running running = lab.run(List.of("warm", "cold", "features"), 1);
            market(lab, 0.5);
            running.awaitRead("cold", Topic.PRICES, lab.bus());
            running.kill();

            running = lab.run(JOBS, 1);
            market(lab, 1);
            end(lab);
            await(lab, running, JOBS);
            equalTheirRecounts(lab, running, Marts.NAMES);
            running.close();

            DerivedTables.clearWarm(lab.tiers(), folder.resolve("tmp"));
            DerivedTables.clearFeatures(lab.tiers());
            for (String job : MADE_ANEW) {
                delete(lab.checkpoints().resolve(job));
            }
            running = lab.run(MADE_ANEW, 1);
            await(lab, running, MADE_ANEW);
            equalTheirRecounts(lab, running, OF_WARM);
            running.close();
            areThereOfAStoppedLab(lab);
        }
    }

    /** Until some jobs have read and committed all, and ends them: what they left is looked at. */
    private static void await(TestLab lab, TestLab.Running running, List<String> jobs)
            throws Exception {
        for (JobReport job : running.jobs().reports()) {
            for (JobReport.Source source : job.sources()) {
                running.awaitRead(job.job(), Topic.named(source.topic()).orElseThrow(), lab.bus());
            }
        }
        for (String job : jobs) {
            // One whose topics are empty has read all of them before its tasks run
            eventually(
                    SOON,
                    () ->
                            assertThatCode(() -> running.jobs().checkpoint(job, SOON))
                                    .doesNotThrowAnyException());
        }
        running.jobs().close();
    }

    private static void areThereOfAStoppedLab(TestLab lab) throws Exception {
        try (var session = QuerySession.openOnFiles(lab.tiers(), lab.checkpoints());
                var result = session.execute("SHOW TABLES FROM marts.crypto", false)) {
            List<String> names = new ArrayList<>();
            result.rows().forEachRemaining(row -> names.add(String.valueOf(row.getField(0))));
            assertThat(names)
                    .as("all but the one that reads the hot tier, and what they are measured by")
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(
                                            Marts.NAMES.stream()
                                                    .filter(it -> !it.equals("latest_price")),
                                            Stream.of("service_levels"))
                                    .toList());
        }
    }

    private void equalTheirRecounts(TestLab lab, TestLab.Running running, List<String> marts)
            throws Exception {
        try (var recount = Recount.of(lab.tiers(), List.copyOf(features.values()))) {
            var softly = new SoftAssertions();
            for (String mart : marts) {
                List<String> expected = recount.rows(mart);
                softly.assertThat(expected).as(mart).isNotEmpty();
                softly.assertThat(Recount.rows(running.rows("SELECT * FROM marts.crypto." + mart)))
                        .as(mart)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
            softly.assertAll();
        }
    }

    /** Trades, some again, some missing, some hours late; ticks, heartbeats, garbage and books. */
    private void market(TestLab lab, double until) throws InterruptedException {
        Instant end = START.plusSeconds((long) (LENGTH.toSeconds() * until));
        List<Trade> late = new ArrayList<>();
        List<String> pairs = EXCHANGES.keySet().stream().sorted().toList();
        while (now.isBefore(end)) {
            now = now.plusMillis(1 + random.nextInt(200_000));
            String pair = pairs.get(random.nextInt(pairs.size()));
            long id = ids.merge(pair, random.nextInt(10) == 0 ? 2L : 1L, Long::sum);
            Trade trade = trade(pair, id);
            if (random.nextInt(30) == 0) {
                late.add(trade);
            } else {
                lab.bus().send(trade);
            }
            if (random.nextInt(20) == 0) {
                lab.bus().send(trade);
            }
            if (random.nextInt(40) == 0) {
                lab.bus().send(Topic.PRICES, pair, "none".getBytes(StandardCharsets.UTF_8));
            }
            lab.bus().send(tick(pair));
            book(lab, pair);
        }
        for (Trade trade : late) {
            lab.bus().send(trade);
        }
        lab.bus().flush();
    }

    private Trade trade(String pair, long id) {
        return new Trade(
                new Pair(pair),
                id,
                new Price(1_000_000_000L + random.nextLong(9_000_000_000L)),
                new Quantity(1 + random.nextLong(1_000_000_000L)),
                random.nextBoolean() ? Side.BUY : Side.SELL,
                ++sequence,
                now,
                exchange(pair),
                Optional.of(now));
    }

    private Tick tick(String pair) {
        Tick of = Market.tick(pair, ++sequence, now, "50");
        long bid = 4_000_000_000L + random.nextLong(1_000_000_000L);
        return new Tick(
                of.pair(),
                of.sequence(),
                of.price(),
                new Price(bid),
                new Price(bid + random.nextLong(1_000_000L) - 10_000L),
                of.volume24h(),
                now,
                of.tradeId(),
                of.lastSize(),
                of.side(),
                exchange(pair));
    }

    private void book(TestLab lab, String name) throws InterruptedException {
        if (name.equals("ETH-USD")) {
            return;
        }
        line++;
        var pair = new Pair(name);
        int kind = random.nextInt(20);
        if (!books.containsKey(pair) || kind == 0) {
            var bid = List.of(new BookLevel(Price.of("99"), size()));
            var ask = List.of(new BookLevel(Price.of("101"), size()));
            send(lab, pair, new BookEntry.SnapshotPart(1, 1, OptionalLong.empty(), bid, ask));
        } else if (kind == 1) {
            send(lab, pair, new BookEntry.Lost("a frame that cannot be read"));
        } else {
            var level =
                    new LevelChange(
                            Side.BUY, Price.of(Integer.toString(60 + random.nextInt(39))), size());
            send(lab, pair, new BookEntry.Changed(List.of(level), Optional.empty()));
        }
    }

    private Quantity size() {
        return new Quantity(1 + random.nextLong(1_000_000_000L));
    }

    private void send(TestLab lab, Pair pair, BookEntry.Said said) throws InterruptedException {
        var entry =
                new BookEntry(
                        pair,
                        exchange(pair.name()),
                        "file-1",
                        OptionalLong.of(line),
                        now,
                        now,
                        said);
        lab.bus().send(Topic.BOOKS, pair.name(), BookCodec.encode(entry));
        books.computeIfAbsent(pair, FeatureBook::new).take(entry, this::tell);
    }

    private void tell(BookFeatures each) {
        features.put(each.pair() + each.resolution().label() + each.start(), each);
    }

    private void end(TestLab lab) throws InterruptedException {
        books.values().forEach(book -> book.tellOpen(this::tell));
        for (String pair : EXCHANGES.keySet()) {
            lab.bus()
                    .send(
                            new Heartbeat(
                                    new Pair(pair),
                                    ids.getOrDefault(pair, 0L),
                                    now,
                                    exchange(pair),
                                    true));
        }
        lab.bus().flush();
    }

    private static String exchange(String pair) {
        return EXCHANGES.getOrDefault(pair, "");
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
