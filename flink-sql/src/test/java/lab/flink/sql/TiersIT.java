package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.domain.DeadLetter;
import lab.domain.Trade;
import lab.flink.sql.tables.IcebergMaintenance;
import lab.flink.sql.tables.IcebergState;
import lab.topics.Topic;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.apache.flink.types.Row;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TiersIT {
    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir static Path folder;
    private static TestLab lab;
    private static TestLab.Running running;

    @BeforeAll
    static void start() throws Exception {
        lab = TestLab.start(folder);
        running = lab.run(1);
    }

    @AfterAll
    static void stop() {
        running.close();
        lab.close();
    }

    private static void becomes(String statement, Row... rows) throws Exception {
        eventually(SOON, () -> assertThat(running.rows(statement)).containsExactlyInAnyOrder(rows));
    }

    @Test
    void a_tick_reaches_the_hot_and_the_cold_tier_with_all_that_it_said() throws Exception {
        lab.bus().send(Market.tick("BTC-USD", 7, Market.NOON, "50000.12345678"));
        lab.bus().flush();
        LocalDateTime noon = LocalDateTime.ofInstant(Market.NOON, ZoneOffset.UTC);
        becomes(
                "SELECT event_time, sequence, price, volume_24h, exchange FROM hot.crypto.ticks"
                        + " WHERE pair = 'BTC-USD'",
                Row.of(
                        noon,
                        7L,
                        new BigDecimal("50000.12345678"),
                        new BigDecimal("1000.50000000"),
                        "test"));
        becomes(
                "SELECT price, event_time, CAST(event_date AS STRING), payload"
                        + " FROM cold.crypto.ticks WHERE pair = 'BTC-USD'",
                Row.of(
                        new BigDecimal("50000.12345678"),
                        noon,
                        "2026-03-01",
                        new String(
                                TickCodec.encode(
                                        Market.tick("BTC-USD", 7, Market.NOON, "50000.12345678")),
                                StandardCharsets.UTF_8)));
    }

    @Test
    void the_newest_tick_by_event_time_is_the_quote() throws Exception {
        lab.bus().send(Market.tick("ETH-USD", 2, Market.NOON.plusSeconds(2), "3002"));
        lab.bus().send(Market.tick("ETH-USD", 1, Market.NOON.plusSeconds(1), "3001"));
        lab.bus().flush();
        becomes("SELECT COUNT(*) FROM hot.crypto.ticks WHERE pair = 'ETH-USD'", Row.of(2L));
        becomes(
                "SELECT price FROM hot.crypto.quotes WHERE pair = 'ETH-USD'",
                Row.of(new BigDecimal("3002.00000000")));
    }

    @Test
    void tiers_join() throws Exception {
        lab.bus().send(Market.tick("XRP-USD", 1, Market.NOON, "2"));
        lab.bus().flush();
        becomes(
                "SELECT q.pair, t.price FROM hot.crypto.quotes q"
                        + " JOIN cold.crypto.ticks t ON q.pair = t.pair WHERE q.pair = 'XRP-USD'",
                Row.of("XRP-USD", new BigDecimal("2.00000000")));
    }

    @Test
    void a_bad_message_of_any_topic_is_one_dead_letter_however_many_jobs_read_it()
            throws Exception {
        byte[] bad = "{\"pair\":\"LTC-USD\",\"price\":12}".getBytes(StandardCharsets.UTF_8);
        Topic[] topics = {Topic.PRICES, Topic.TRADES, Topic.HEARTBEATS, Topic.DLQ};
        for (Topic topic : topics) {
            lab.bus().send(topic, "LTC-USD", bad);
        }
        lab.bus().flush();
        String payload = Base64.getEncoder().encodeToString(bad);
        String letters =
                "SELECT source, `topic`, `partition` BETWEEN 0 AND 2, `offset` >= 0"
                        + " FROM cold.crypto.dead_letters WHERE payload = '"
                        + payload
                        + "'";
        Row[] oneEach =
                Stream.of("prices", "trades", "heartbeats", "dlq")
                        .map(topic -> Row.of("bus", topic, true, true))
                        .toArray(Row[]::new);
        becomes(letters, oneEach);
        becomes(
                "SELECT `topic`, reason FROM cold.crypto.dead_letters WHERE payload = '"
                        + payload
                        + "' AND `topic` IN ('heartbeats', 'dlq')",
                Row.of("heartbeats", "type: must be given, was missing"),
                Row.of("dlq", "source: must be given, was missing"));
        running.jobs().checkpoint("cold", SOON);
        assertThat(running.rows(letters)).containsExactlyInAnyOrder(oneEach);
    }

    @Test
    void a_letter_that_is_sent_again_is_stored_once() throws Exception {
        byte[] letter =
                DeadLetterCodec.encode(
                        DeadLetter.of(
                                "file",
                                "frame: must be JSON, was \"x\"",
                                "x".getBytes(StandardCharsets.UTF_8),
                                Market.NOON,
                                Optional.of(new DeadLetter.Position.InFeed(17))));
        lab.bus().send(Topic.DLQ, "file", letter);
        lab.bus().send(Topic.DLQ, "file", letter);
        byte[] other =
                DeadLetterCodec.encode(
                        DeadLetter.of(
                                "file",
                                "frame: must be JSON, was \"y\"",
                                "y".getBytes(StandardCharsets.UTF_8),
                                Market.NOON,
                                Optional.of(new DeadLetter.Position.InFeed(17))));
        lab.bus().send(Topic.DLQ, "file", other);
        lab.bus().flush();
        becomes(
                "SELECT reason, line FROM cold.crypto.dead_letters WHERE source = 'file'",
                Row.of("frame: must be JSON, was \"x\"", 17L),
                Row.of("frame: must be JSON, was \"y\"", 17L));
    }

    @Test
    void a_trade_of_the_day_after_tomorrow_is_a_dead_letter_and_makes_nothing_late()
            throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant start = Instant.ofEpochSecond(now.getEpochSecond() / 3_600 * 3_600);
        lab.bus().send(Market.trade("ADA-USD", 1, start, "1", "1"));
        Trade ahead = Market.trade("ADA-USD", 2, now.plus(Duration.ofDays(2)), "9", "1");
        lab.bus().send(ahead);
        lab.bus().send(Market.trade("ADA-USD", 3, start.plusSeconds(1), "2", "1"));
        lab.bus().send(Market.ended("ADA-USD", start.plusSeconds(2)));
        lab.bus().flush();
        becomes(
                "SELECT `open`, `close`, trade_count FROM warm.crypto.candles_1m"
                        + " WHERE pair = 'ADA-USD'",
                Row.of(new BigDecimal("1.00000000"), new BigDecimal("2.00000000"), 2L));
        becomes(
                "SELECT COUNT(*) FROM cold.crypto.dead_letters WHERE payload = '"
                        + Base64.getEncoder().encodeToString(TradeCodec.encode(ahead))
                        + "'",
                Row.of(1L));
        becomes(
                "SELECT trade_id FROM cold.crypto.trades WHERE pair = 'ADA-USD'",
                Row.of(1L),
                Row.of(3L));
    }

    @Test
    void a_trade_that_comes_too_late_is_kept_with_how_late_it_was() throws Exception {
        lab.bus().send(Market.trade("DOT-USD", 1, Market.NOON, "1", "1"));
        lab.bus().send(Market.trade("DOT-USD", 3, Market.NOON.plusSeconds(7_000), "3", "1"));
        lab.bus().send(Market.trade("DOT-USD", 2, Market.NOON.plusSeconds(1), "2", "1"));
        lab.bus().send(Market.trade("DOT-USD", 2, Market.NOON.plusSeconds(1), "2", "1"));
        lab.bus().flush();
        becomes(
                "SELECT trade_id, late_by_ms, missed FROM warm.crypto.late_trades"
                        + " WHERE pair = 'DOT-USD'",
                Row.of(2L, 6_999_000L, "1m,5m"));
        becomes(
                "SELECT trade_count FROM warm.crypto.candles_1m WHERE pair = 'DOT-USD' AND"
                        + " window_start = TIMESTAMP '2026-03-01 12:00:00'",
                Row.of(1L));
        becomes(
                "SELECT trade_count FROM warm.crypto.candles_1h WHERE pair = 'DOT-USD' AND"
                        + " window_start = TIMESTAMP '2026-03-01 12:00:00'",
                Row.of(2L));
    }

    @Test
    void the_end_of_a_feed_is_heard_though_the_trade_that_it_names_never_comes() throws Exception {
        lab.bus().send(Market.trade("ATOM-USD", 1, Market.NOON, "1", "1"));
        lab.bus().send(Market.ended("ATOM-USD", 2, Market.NOON.plusSeconds(1)));
        lab.bus().flush();
        becomes(
                "SELECT trade_count FROM warm.crypto.candles_1h WHERE pair = 'ATOM-USD'",
                Row.of(1L));
    }

    @Test
    void the_trades_of_other_pairs_move_event_time_where_a_feed_has_no_heartbeats()
            throws Exception {
        // The later trade is as far ahead as a time may be of the bus's clock
        Instant ended = Instant.now().minus(Duration.ofSeconds(30));
        Instant minute = Instant.ofEpochSecond(ended.getEpochSecond() / 60 * 60);
        lab.bus().send(Market.trade("AAVE-USD", 1, minute, "1", "1"));
        lab.bus().flush();
        // Whose partition is read first is nobody's promise.
        running.awaitRead("warm", Topic.TRADES, lab.bus());
        lab.bus().send(Market.trade("LINK-USD", 1, minute.plusSeconds(80), "1", "1"));
        lab.bus().flush();
        becomes(
                "SELECT trade_count FROM warm.crypto.candles_1m WHERE pair = 'AAVE-USD'",
                Row.of(1L));
    }

    @Test
    void a_recording_of_the_exchange_gives_the_candles_that_another_program_computed()
            throws Exception {
        for (Recording recording : Recording.all()) {
            gives(recording);
        }
    }

    private void gives(Recording recording) throws Exception {
        for (String pair : recording.pairs()) {
            lab.bus().send(Market.ended(pair, recording.lastTradeId(pair), recording.end()));
        }
        for (Trade trade : recording.trades()) {
            lab.bus().send(trade);
        }
        lab.bus().flush();
        Map<String, List<String>> expected = recording.expectedCandles();
        String pairs =
                recording.pairs().stream()
                        .map(pair -> "'" + pair + "'")
                        .collect(Collectors.joining(", "));
        eventually(
                SOON,
                () ->
                        assertThat(
                                        Recording.candles(
                                                running.rows(
                                                        "SELECT pair, window_start, `open`, high,"
                                                                + " low, `close`, volume,"
                                                                + " quote_volume, vwap,"
                                                                + " trade_count"
                                                                + " FROM warm.crypto.candles_1m"
                                                                + " WHERE pair IN ("
                                                                + pairs
                                                                + ")")))
                                .containsExactlyInAnyOrderEntriesOf(expected));
        Map<String, List<String>> flows = recording.expectedFlows();
        if (flows.isEmpty()) {
            return;
        }
        assertThat(
                        Recording.candles(
                                running.rows(
                                        "SELECT pair, window_start, buys, sells, buy_count,"
                                                + " sell_count, imbalance, vwap, largest,"
                                                + " trades_per_second"
                                                + " FROM warm.crypto.trade_flow_1m WHERE pair IN ("
                                                + pairs
                                                + ")")))
                .containsExactlyInAnyOrderEntriesOf(flows);
    }

    @Test
    void small_files_are_put_together_beside_the_job_that_writes_them() throws Exception {
        for (int i = 1; i <= 4; i++) {
            lab.bus().send(Market.tick("BCH-USD", i, Market.NOON.plusSeconds(i), "3"));
            lab.bus().flush();
            becomes(
                    "SELECT COUNT(*) FROM cold.crypto.ticks WHERE pair = 'BCH-USD'",
                    Row.of((long) i));
        }
        try (var maintenance =
                new IcebergMaintenance(lab.tiers(), running.cluster(), InstantSource.system())) {
            for (Table table : IcebergState.tables(lab.tiers())) {
                if (table.name().endsWith(".ticks")) {
                    assertThat(maintenance.compact(table)).isGreaterThanOrEqualTo(4);
                }
            }
        }
        becomes("SELECT COUNT(*) FROM cold.crypto.ticks WHERE pair = 'BCH-USD'", Row.of(4L));
        lab.bus().send(Market.tick("BCH-USD", 5, Market.NOON.plusSeconds(5), "3"));
        lab.bus().flush();
        becomes("SELECT COUNT(*) FROM cold.crypto.ticks WHERE pair = 'BCH-USD'", Row.of(5L));
        assertThat(running.jobs().reports()).allMatch(report -> report.restarts() == 0);
    }

    @Test
    void every_job_says_how_it_is() throws Exception {
        eventually(
                SOON,
                () ->
                        assertThat(running.jobs().reports())
                                .hasSize(4)
                                .allSatisfy(report -> {
                                    assertThat(report.isRunning()).isTrue();
                                    assertThat(report.lastCheckpoint()).isPresent();
                                    assertThat(report.restarts()).isZero();
                                }));
    }

    @Test
    void what_was_sent_before_a_checkpoint_can_be_read_after_it() throws Exception {
        lab.bus().send(Market.tick("UNI-USD", 1, Market.NOON, "7"));
        lab.bus().flush();
        becomes("SELECT COUNT(*) FROM hot.crypto.ticks WHERE pair = 'UNI-USD'", Row.of(1L));
        eventually(
                SOON,
                () -> {
                    running.jobs().checkpoint("cold", SOON);
                    assertThat(
                                    running.rows(
                                            "SELECT COUNT(*) FROM cold.crypto.ticks"
                                                    + " WHERE pair = 'UNI-USD'"))
                            .containsExactly(Row.of(1L));
                });
    }
}
