package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.candle.CandleBook;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.house.ClearingHouse;
import lab.domain.progress.Heartbeat;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Speed;
import lab.poller.feed.Taken;
import lab.poller.playback.RecordingFeed;
import lab.poller.simulator.SimulatorFeed;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A market with anything among its frames that is not the market: noise, halves of frames, times
 * far ahead and before all time, channels that nobody asked for, what the exchange refuses. It has
 * the candles and the executions that it has without them.
 */
class DeadFramesTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private static final int EVENTS = 1_500;
    private static final Account TRADER = new Account("trader");

    @TempDir Path folder;

    /** What a market comes to. */
    private record Outcome(Map<String, Candle> candles, List<Settlement> settlements) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void candles_and_executions_are_those_of_the_market_alone(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        List<byte[]> good = market(seed);
        var mixed = new ByteArrayOutputStream();
        int dead = 0;
        int ignored = 0;
        for (byte[] line : good) {
            while (random.nextInt(3) == 0) {
                boolean isIgnored = random.nextInt(4) == 0;
                mixed.writeBytes(isIgnored ? ignored(line, random) : dead(line, random));
                dead += isIgnored ? 0 : 1;
                ignored += isIgnored ? 1 : 0;
            }
            mixed.writeBytes(line);
        }
        var alone = new ByteArrayOutputStream();
        good.forEach(alone::writeBytes);

        RecordingSink expected = play("alone.ws", alone);
        RecordingSink seen = play("mixed.ws", mixed);

        assertThat(expected.deadLetters()).isEmpty();
        assertThat(seen.deadLetters()).as("seed %d", seed).hasSize(dead).isNotEmpty();
        assertThat(ignored).isPositive();
        Outcome outcome = outcome(expected, seed);
        assertThat(outcome(seen, seed)).as("seed %d", seed).isEqualTo(outcome);
        assertThat(outcome.candles()).hasSizeGreaterThan(10);
        assertThat(
                        new HashSet<>(
                                outcome.settlements().stream()
                                        .map(it -> it.execution().status())
                                        .toList()))
                .hasSizeGreaterThan(1);
    }

    /** The lines of a recording of a made-up market. */
    private static List<byte[]> market(long seed) throws InterruptedException {
        var feed =
                SimulatorFeed.open(
                        Exchanges.COINBASE.pairs(),
                        OptionalLong.of(seed),
                        OptionalLong.of(EVENTS),
                        Speed.MAX,
                        false,
                        CLOCK);
        feed.start(JsonNodeFactory.instance.objectNode());
        var lines = new ArrayList<byte[]>();
        while (feed.take(Duration.ZERO) instanceof Taken.Frame frame) {
            String text =
                    new String(
                            frame.bytes(),
                            frame.offset(),
                            frame.length(),
                            StandardCharsets.US_ASCII);
            lines.add(line(frame.received(), text));
        }
        return lines;
    }

    private static byte[] line(Instant received, String frame) {
        return "%d.%06d: %s\n"
                .formatted(received.getEpochSecond(), received.getNano() / 1_000, frame)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A frame that cannot be used, which came with the line beside it. */
    private static byte[] dead(byte[] beside, SplittableRandom random) {
        String line = new String(beside, StandardCharsets.UTF_8);
        String stamp = line.substring(0, line.indexOf(' ') + 1);
        String frame = line.substring(stamp.length(), line.length() - 1);
        return switch (random.nextInt(7)) {
            case 0 -> noise(stamp, random);
            case 1 -> utf8(stamp + frame.substring(0, 1 + random.nextInt(frame.length() - 1)));
            case 2 -> utf8(stamp + ahead(frame, 61 + random.nextInt(1_000_000)));
            case 3 -> utf8(stamp + frame.replaceFirst("\"time\":\"2025", "\"time\":\"1970"));
            case 4 -> utf8(stamp + frame.replaceFirst("\"product_id\":\"", "\"product_id\":\"-"));
            case 5 -> utf8(stamp + "{\"type\":\"error\",\"message\":\"slow down\"}");
            default -> utf8("4102444800.0: " + ahead(frame, 1));
        };
    }

    private static byte[] noise(String stamp, SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '\n' || bytes[i] == '\r' ? (byte) '#' : bytes[i];
        }
        bytes[0] = (byte) 0xC1; // in no UTF-8
        var line = new ByteArrayOutputStream();
        line.writeBytes(stamp.getBytes(StandardCharsets.UTF_8));
        line.writeBytes(bytes);
        line.write('\n');
        return line.toByteArray();
    }

    /** Of a channel that nobody asked for, with a time of its own. */
    private static byte[] ignored(byte[] beside, SplittableRandom random) {
        String line = new String(beside, StandardCharsets.UTF_8);
        String stamp = line.substring(0, line.indexOf(' ') + 1);
        String type = List.of("l2update", "open", "done", "status").get(random.nextInt(4));
        String time =
                Instant.parse("2025-01-01T00:00:00Z").plusSeconds(random.nextInt(9_000_000)) + "";
        return utf8(
                stamp
                        + "{\"type\":\"%s\",\"product_id\":\"BTC-USD\",\"price\":\"1\",\"time\":\"%s\"}"
                                .formatted(type, time.replace("Z", ".000000Z")));
    }

    private static String ahead(String frame, int seconds) {
        String key = "\"time\":\"";
        int begin = frame.indexOf(key) + key.length();
        int end = frame.indexOf('"', begin);
        Instant time = Instant.parse(frame.substring(begin, end)).plusSeconds(seconds);
        return frame.substring(0, begin) + EventTime.format(time) + frame.substring(end);
    }

    private static byte[] utf8(String line) {
        return (line + '\n').getBytes(StandardCharsets.UTF_8);
    }

    private RecordingSink play(String name, ByteArrayOutputStream lines) throws Exception {
        Path file = Files.write(folder.resolve(name), lines.toByteArray());
        return FeedRun.all(new RecordingFeed(file, Speed.MAX, CLOCK));
    }

    /** What candles and clearing make of the messages, orders being sent here and there. */
    private static Outcome outcome(RecordingSink sink, long seed) throws Exception {
        Map<String, Candle> candles = new TreeMap<>();
        Map<Pair, CandleBook> books = new HashMap<>();
        for (Trade trade : sink.trades()) {
            books.computeIfAbsent(trade.pair(), CandleBook::new)
                    .add(trade, candle -> put(candle, candles));
        }
        for (Heartbeat heartbeat : sink.heartbeats()) {
            books.computeIfAbsent(heartbeat.pair(), CandleBook::new)
                    .heartbeat(
                            EventTime.toMicros(heartbeat.time()),
                            heartbeat.lastTradeId(),
                            heartbeat.ended(),
                            candle -> put(candle, candles));
        }
        return new Outcome(candles, settlements(sink.ticks(), new SplittableRandom(seed)));
    }

    private static void put(Candle candle, Map<String, Candle> candles) {
        candles.put("%s %s %s".formatted(candle.pair(), candle.interval(), candle.start()), candle);
    }

    private static List<Settlement> settlements(List<Tick> ticks, SplittableRandom random) {
        List<Settlement> settlements = new ArrayList<>();
        var house =
                new ClearingHouse(
                        DatedTerms.STANDARD, pair -> pair.hashCode() & 1, settlements::add);
        house.request(
                new FundRequest(
                        new OrderId("fund"),
                        TRADER,
                        ticks.getFirst().time(),
                        new Asset("USD"),
                        new BigDecimal("30000")));
        int orders = 0;
        for (Tick tick : ticks) {
            if (random.nextInt(8) == 0) {
                house.request(
                        new OrderRequest(
                                new OrderId("order-" + orders++),
                                TRADER,
                                tick.time().plusSeconds(random.nextInt(40)),
                                tick.pair(),
                                random.nextInt(3) == 0 ? "SELL" : "BUY",
                                new BigDecimal("0.05"),
                                Remarks.NONE));
            }
            house.tick(tick);
        }
        house.advanceTo(ticks.getLast().time().plusSeconds(100));
        return settlements;
    }
}
