package lab.quality;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.audit.tiers.TierDatabase;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.quality.QualityReport.Found;
import lab.quality.Week.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-03-10T00:00:00Z"));

    @TempDir private Path folder;

    @Test
    void a_week_without_a_fault_is_reported_as_such() throws Exception {
        var week = new Week(1);

        QualityReport report = looked(week);

        assertThat(report.findings()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.sound()).isTrue();
        assertThat(report.tables())
                .extracting(QualityReport.Read::table)
                .contains("cold.crypto.trades", "cold.crypto.ticks", "warm.crypto.candles_1h");
    }

    @Test
    void each_fault_of_a_week_is_named_by_rule_and_window_and_nothing_else() throws Exception {
        var week = new Week(2);
        fallSilent(week);
        loseTrades(week);
        sendTwice(week);
        contradict(week);
        freeze(week);
        cross(week);
        turnClockBack(week);
        turnClockAhead(week);
        changeSchema(week);
        jump(week);
        quoteBelowZero(week);
        falsifyCandles(week);
        delay(week);
        refuse(week);
        losePositions(week);

        QualityReport report = looked(week);

        assertThat(report.sound()).isFalse();
        assertThat(report.findings().stream().map(QualityTest::line).sorted())
                .containsExactly(
                        "bus-hole cold.crypto.ticks - Sun 09 3",
                        "bus-twice cold.crypto.ticks SOL-USD Sun 11 1",
                        "candle warm.crypto.candles_1h BTC-USD Mon 05 1",
                        "candle warm.crypto.candles_1m ETH-USD Mon 07 1",
                        "clock cold.crypto.ticks BTC-USD Thu 17 9",
                        "clock cold.crypto.ticks ETH-USD Fri 17 5",
                        "clock cold.crypto.trades BTC-USD Thu 17 9",
                        "clock cold.crypto.trades ETH-USD Fri 17 5",
                        "crossed-book cold.crypto.ticks ETH-USD Thu 03 2",
                        "dead-letters cold.crypto.dead_letters - Sun 05 5",
                        "frozen-price cold.crypto.ticks SOL-USD Wed 12 30",
                        "late cold.crypto.trades ETH-USD Sun 13 30",
                        "price-jump cold.crypto.trades SOL-USD Sat 05 1",
                        "price-range cold.crypto.ticks BTC-USD Sat 09 1",
                        "schema cold.crypto.ticks - Fri 08 2940",
                        "silence cold.crypto.ticks, trades, heartbeats - Sat 19 1",
                        "trade-conflict cold.crypto.trades SOL-USD Wed 09 1",
                        "trade-gap cold.crypto.trades BTC-USD Tue 09 10",
                        "trade-twice cold.crypto.trades ETH-USD Tue 15 2");
    }

    private static String line(Found found) {
        long hours = ChronoUnit.HOURS.between(Week.BEGIN, found.from());
        return "%s %s %s %s %02d %d"
                .formatted(
                        found.rule(),
                        found.table(),
                        found.pair().orElse("-"),
                        List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "after")
                                .get((int) (hours / 24)),
                        hours % 24,
                        found.count());
    }

    private QualityReport looked(Week week) throws Exception {
        var warehouse = new Warehouse(folder);
        week.write(warehouse);
        Path database = Files.createDirectory(folder.resolve("database"));
        return new Quality(
                        warehouse.tables(),
                        database,
                        TierDatabase.Room.BESIDE_A_LAB,
                        false,
                        CLOCK,
                        _ -> {})
                .run(Optional.empty(), Optional.empty());
    }

    private static void loseTrades(Week week) {
        week.trades.removeIf(Week.of("BTC-USD", "Tue 10:00", "Tue 10:40"));
        week.ticks.removeIf(Week.of("BTC-USD", "Tue 10:00", "Tue 10:40"));
    }

    private static void sendTwice(Week week) {
        List<Message> again =
                week.trades.stream().filter(Week.of("ETH-USD", "Tue 15:00", "Tue 15:10")).toList();
        again.forEach(it -> week.trades.add(it.receivedAt(it.received().plusSeconds(700))));
    }

    private static void contradict(Week week) {
        Message first =
                week.trades.stream()
                        .filter(Week.of("SOL-USD", "Wed 09:00", "Wed 10:00"))
                        .findFirst()
                        .orElseThrow();
        week.trades.add(
                first.with("size", new BigDecimal("77.00000000"))
                        .receivedAt(first.received().plusSeconds(5)));
    }

    private static void freeze(Week week) {
        Message still =
                week.ticks.stream()
                        .filter(Week.of("SOL-USD", "Wed 12:00", "Wed 13:00"))
                        .findFirst()
                        .orElseThrow();
        Week.change(
                week.ticks,
                Week.of("SOL-USD", "Wed 12:00", "Wed 14:00"),
                it -> {
                    Map<String, Object> columns = new LinkedHashMap<>(still.columns());
                    columns.put("sequence", it.column("sequence"));
                    return new Message(it.pair(), it.time(), it.received(), columns);
                });
    }

    private static void cross(Week week) {
        Week.change(
                week.ticks,
                Week.of("ETH-USD", "Thu 03:00", "Thu 03:10"),
                it -> it.with("best_bid", it.column("best_ask")));
    }

    private static void turnClockBack(Week week) {
        for (List<Message> messages : List.of(week.trades, week.ticks)) {
            Week.change(
                    messages,
                    Week.of("BTC-USD", "Thu 18:00", "Thu 18:35"),
                    it -> it.at(it.time().minus(Duration.ofMinutes(45))));
        }
    }

    private static void turnClockAhead(Week week) {
        for (List<Message> messages : List.of(week.trades, week.ticks)) {
            Week.change(
                    messages,
                    Week.of("ETH-USD", "Fri 18:00", "Fri 18:20"),
                    it -> it.at(it.time().plus(Duration.ofHours(3))));
        }
    }

    private static void changeSchema(Week week) {
        Week.change(
                week.ticks,
                Week.of(null, "Fri 08:00", "Sun 23:59"),
                it -> it.with("payload", "\"volume_24h\":1.5"));
    }

    private static void jump(Week week) {
        Message one =
                week.trades.stream()
                        .filter(Week.of("SOL-USD", "Sat 05:00", "Sat 06:00"))
                        .findFirst()
                        .orElseThrow();
        BigDecimal price = (BigDecimal) one.column("price");
        Week.change(
                week.trades,
                it -> it.equals(one),
                it -> it.with("price", price.multiply(BigDecimal.TEN).setScale(8)));
    }

    private static void quoteBelowZero(Week week) {
        Message one =
                week.ticks.stream()
                        .filter(Week.of("BTC-USD", "Sat 09:00", "Sat 10:00"))
                        .findFirst()
                        .orElseThrow();
        Week.change(
                week.ticks,
                it -> it.equals(one),
                it -> it.with("best_bid", new BigDecimal("-1.00000000")));
    }

    private static void falsifyCandles(Week week) {
        week.candleEdits.add(candles -> {
            requireNonNull(candles.get(Interval.ONE_HOUR))
                    .removeIf(it ->
                            it.pair().name().equals("BTC-USD")
                                    && it.start().equals(Week.at("Mon 05:00")));
            List<Candle> minutes = requireNonNull(candles.get(Interval.ONE_MINUTE));
            Candle one =
                    minutes.stream()
                            .filter(it ->
                                    it.pair().name().equals("ETH-USD")
                                            && it.start().isAfter(Week.at("Mon 07:00")))
                            .findFirst()
                            .orElseThrow();
            minutes.set(
                    minutes.indexOf(one),
                    new Candle(
                            one.pair(),
                            one.interval(),
                            one.start(),
                            one.open(),
                            one.high(),
                            one.low(),
                            one.close(),
                            one.volume(),
                            one.quoteVolume(),
                            one.vwap(),
                            one.tradeCount() + 1));
        });
    }

    /** Before all else: the exchange itself stood still, and counts on. */
    private static void fallSilent(Week week) {
        for (List<Message> messages : List.of(week.trades, week.ticks, week.heartbeats)) {
            messages.removeIf(Week.of(null, "Sat 20:00", "Sat 20:30"));
        }
        Map<String, Long> ids = new HashMap<>();
        week.trades.replaceAll(it -> it.with("trade_id", ids.merge(it.pair(), 1L, Long::sum)));
    }

    private static void delay(Week week) {
        Week.change(
                week.trades,
                Week.of("ETH-USD", "Sun 13:00", "Sun 15:00"),
                it -> it.receivedAt(Week.at("Sun 17:00").plusMillis((Long) it.column("trade_id"))));
    }

    private static void refuse(Week week) {
        for (int i = 0; i < 5; i++) {
            week.deadLetters.add(
                    Map.of(
                            "source",
                            "feed",
                            "reason",
                            "price: must be a number, was \"x" + i + "\"",
                            "received",
                            Week.at("Sun 05:00").plusSeconds(i)));
        }
    }

    private static void losePositions(Week week) {
        week.rowEdits.add(tables -> {
            List<Map<String, Object>> ticks = requireNonNull(tables.get("ticks"));
            List<Map<String, Object>> lost =
                    ticks.stream()
                            .filter(it ->
                                    Week.value(it, "pair").equals("SOL-USD")
                                            && !((Instant) Week.value(it, "event_time"))
                                                    .isBefore(Week.at("Sun 09:30")))
                            .limit(3)
                            .toList();
            ticks.removeAll(lost);
            ticks.add(
                    ticks.stream()
                            .filter(it ->
                                    Week.value(it, "pair").equals("SOL-USD")
                                            && !((Instant) Week.value(it, "event_time"))
                                                    .isBefore(Week.at("Sun 11:00")))
                            .findFirst()
                            .orElseThrow());
        });
    }
}
