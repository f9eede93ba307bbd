package lab.quality;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.candle.CandleBook;
import org.jspecify.annotations.Nullable;

/**
 * A week of a market of four pairs, one of them quiet, with a trade and a tick of each every few
 * minutes, to be changed before it is written.
 */
final class Week {
    static final Instant BEGIN = Instant.parse("2026-03-02T00:00:00Z"); // a Monday
    static final Instant END = BEGIN.plus(Duration.ofDays(7));

    private static final List<String> PAIRS = List.of("BTC-USD", "ETH-USD", "SOL-USD", "SKL-GBP");
    private static final String QUIET = "SKL-GBP";
    private static final BigDecimal SPREAD = new BigDecimal("0.0002");
    private static final long SECONDS_BETWEEN = 230;
    private static final long QUIET_SECONDS_BETWEEN = 2_400;

    final List<Message> trades = new ArrayList<>();
    final List<Message> ticks = new ArrayList<>();
    final List<Message> heartbeats = new ArrayList<>();
    final List<Map<String, Object>> deadLetters = new ArrayList<>();

    /** What is done to rows and candles when they have their bus positions. */
    final List<Consumer<Map<String, List<Map<String, Object>>>>> rowEdits = new ArrayList<>();

    final List<Consumer<Map<Interval, List<Candle>>>> candleEdits = new ArrayList<>();

    /**
     * A message of a pair.
     *
     * @param received when the bus took it
     */
    record Message(String pair, Instant time, Instant received, Map<String, Object> columns) {
        Object column(String name) {
            return value(columns, name);
        }

        Message with(String column, Object value) {
            Map<String, Object> changed = new LinkedHashMap<>(columns);
            changed.put(column, value);
            return new Message(pair, time, received, changed);
        }

        Message at(Instant other) {
            return new Message(pair, other, received, columns);
        }

        Message receivedAt(Instant other) {
            return new Message(pair, time, other, columns);
        }
    }

    Week(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < PAIRS.size(); i++) {
            market(PAIRS.get(i), 100 * (i + 1), random);
        }
    }

    private void market(String pair, double begin, Random random) {
        long between = pair.equals(QUIET) ? QUIET_SECONDS_BETWEEN : SECONDS_BETWEEN;
        double price = begin;
        long id = 1_000;
        Instant time = BEGIN.plusMillis(random.nextInt(10_000));
        while (time.isBefore(END)) {
            price *= Math.exp(0.001 * random.nextGaussian());
            BigDecimal last = BigDecimal.valueOf(price).setScale(8, RoundingMode.HALF_EVEN);
            BigDecimal half = last.multiply(SPREAD).setScale(8, RoundingMode.HALF_EVEN);
            Instant received = time.plusMillis(50 + random.nextInt(200));
            id++;
            Map<String, Object> trade = new LinkedHashMap<>();
            trade.put("trade_id", id);
            trade.put("price", last);
            trade.put("size", BigDecimal.valueOf(1 + random.nextInt(900), 2).setScale(8));
            trade.put("side", random.nextBoolean() ? "buy" : "sell");
            trades.add(new Message(pair, time, received, trade));
            Map<String, Object> tick = new LinkedHashMap<>();
            tick.put("sequence", 10 * id);
            tick.put("price", last);
            tick.put("best_bid", last.subtract(half));
            tick.put("best_ask", last.add(half));
            ticks.add(new Message(pair, time, received, tick));
            double wait = pair.equals(QUIET) ? -Math.log(1 - random.nextDouble()) : 1;
            time = time.plusMillis((long) (1_000 * between * wait) + random.nextInt(20_000));
        }
        for (Instant beat = BEGIN; !beat.isAfter(END); beat = beat.plus(Duration.ofMinutes(2))) {
            heartbeats.add(new Message(pair, beat, beat.plusMillis(5), Map.of()));
        }
    }

    static Object value(Map<String, Object> row, String column) {
        return requireNonNull(row.get(column), column);
    }

    static Instant at(String dayAndTime) {
        String[] words = dayAndTime.split(" ", 2);
        int day = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").indexOf(words[0]);
        return BEGIN.plus(Duration.ofDays(day))
                .plus(Duration.between(LocalTime.MIN, LocalTime.parse(words[1])));
    }

    static Predicate<Message> of(@Nullable String pair, String from, String to) {
        Instant since = at(from);
        Instant until = at(to);
        return it ->
                (pair == null || it.pair().equals(pair))
                        && !it.time().isBefore(since)
                        && it.time().isBefore(until);
    }

    /** Changes those messages of a topic. */
    static void change(
            List<Message> messages, Predicate<Message> which, UnaryOperator<Message> change) {
        messages.replaceAll(it -> which.test(it) ? change.apply(it) : it);
    }

    void write(Warehouse warehouse) throws Exception {
        Map<String, List<Map<String, Object>>> rows = new TreeMap<>();
        rows.put("trades", rows(trades, this::tradePayload));
        rows.put("ticks", rows(ticks, this::tickPayload));
        rows.put("heartbeats", rows(heartbeats, _ -> "{}"));
        requireNonNull(rows.get("heartbeats"))
                .forEach(row -> row.put("ended", END.equals(row.get("event_time"))));
        Map<Interval, List<Candle>> candles = candles(requireNonNull(rows.get("trades")));
        rowEdits.forEach(it -> it.accept(rows));
        candleEdits.forEach(it -> it.accept(candles));
        for (Map.Entry<String, List<Map<String, Object>>> table : rows.entrySet()) {
            warehouse.cold(table.getKey(), table.getValue());
        }
        if (!deadLetters.isEmpty()) {
            warehouse.cold("dead_letters", deadLetters);
        }
        for (Map.Entry<Interval, List<Candle>> each : candles.entrySet()) {
            warehouse.candles(each.getKey(), each.getValue());
        }
    }

    private static List<Map<String, Object>> rows(
            List<Message> messages, Function<Message, String> payload) {
        long[] offsets = new long[3];
        List<Map<String, Object>> rows = new ArrayList<>();
        messages.stream()
                .sorted(Comparator.comparing(Message::received))
                .forEach(message -> {
                    int partition = PAIRS.indexOf(message.pair()) % 3;
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("pair", message.pair());
                    row.put("event_time", message.time());
                    row.putAll(message.columns());
                    row.remove("payload");
                    row.put("bus_partition", partition);
                    row.put("bus_offset", offsets[partition]++);
                    row.put("bus_time", message.received());
                    row.put("payload", payload.apply(message));
                    rows.add(row);
                });
        return rows;
    }

    private String tradePayload(Message trade) {
        return "{\"pair\":\"%s\",\"trade_id\":%s,\"price\":\"%s\",\"size\":\"%s\",\"side\":\"%s\"}"
                .formatted(
                        trade.pair(),
                        trade.column("trade_id"),
                        trade.column("price"),
                        trade.column("size"),
                        trade.column("side"));
    }

    private String tickPayload(Message tick) {
        Object more = tick.columns().getOrDefault("payload", "\"volume_24h\":\"1.5\"");
        return "{\"pair\":\"%s\",\"price\":\"%s\",%s,\"exchange\":\"coinbase\"}"
                .formatted(tick.pair(), tick.column("price"), more);
    }

    /** By the rules that the warm job goes by. */
    private static Map<Interval, List<Candle>> candles(List<Map<String, Object>> trades) {
        Map<String, CandleBook> books = new HashMap<>();
        Map<Interval, Map<String, Candle>> newest = new EnumMap<>(Interval.class);
        Consumer<Candle> output =
                candle ->
                        newest.computeIfAbsent(candle.interval(), _ -> new TreeMap<>())
                                .put(candle.pair() + " " + candle.start(), candle);
        for (Map<String, Object> trade : trades) {
            String pair = (String) value(trade, "pair");
            long time = EventTime.toMicros((Instant) value(trade, "event_time"));
            books.computeIfAbsent(pair, it -> new CandleBook(new Pair(it)))
                    .add(
                            (Long) value(trade, "trade_id"),
                            time,
                            time,
                            ((BigDecimal) value(trade, "price")).unscaledValue().longValueExact(),
                            ((BigDecimal) value(trade, "size")).unscaledValue().longValueExact(),
                            output);
        }
        long end = EventTime.toMicros(END);
        books.values().forEach(book -> book.heartbeat(end, 0, true, output));
        Map<Interval, List<Candle>> candles = new EnumMap<>(Interval.class);
        newest.forEach((interval, all) -> candles.put(interval, new ArrayList<>(all.values())));
        return candles;
    }
}
