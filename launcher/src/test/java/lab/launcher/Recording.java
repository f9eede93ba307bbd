package lab.launcher;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A recording of a small market: two pairs that trade every second by turns, with every tenth trade
 * told twice and one line of garbage.
 */
record Recording(Path file, int trades) {
    /** It ends before the worked clearing case begins: its time closes none of those orders. */
    static final Instant BEGIN = Instant.parse("2025-02-03T08:40:00Z");

    private static final List<String> PAIRS = List.of("BTC-USD", "ETH-USD");
    private static final int TWICE_EVERY = 10;

    static Recording write(Path file, int trades) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < trades; i++) {
            Instant time = BEGIN.plus(Duration.ofSeconds(i));
            String line = line(time, frame(i, time));
            lines.add(line);
            if (i % TWICE_EVERY == 0) {
                lines.add(line);
            }
        }
        lines.add(
                trades / 2, line(BEGIN.plusSeconds(trades / 2), "{\"type\":\"match\",\"oops\":1}"));
        Files.write(file, lines);
        return new Recording(file, trades);
    }

    /**
     * The candles of a width by a way of their own, as rows of a CSV: the width, the pair, its
     * start, open, high, low, close, volume, trades; by pair and start.
     */
    List<String> candles(String name, Duration width) {
        List<String> rows = new ArrayList<>();
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            SortedMap<Instant, List<Integer>> windows = new TreeMap<>();
            for (int i = pair; i < trades; i += PAIRS.size()) {
                long second = BEGIN.plusSeconds(i).getEpochSecond();
                Instant start = Instant.ofEpochSecond(second - second % width.toSeconds());
                windows.computeIfAbsent(start, _ -> new ArrayList<>()).add(i);
            }
            String row = name + ',' + PAIRS.get(pair);
            windows.forEach((start, numbers) -> rows.add(row + ',' + candle(start, numbers)));
        }
        return rows;
    }

    private static String candle(Instant start, List<Integer> numbers) {
        List<BigDecimal> prices =
                numbers.stream().map(i -> new BigDecimal(price(i)).setScale(8)).toList();
        BigDecimal volume =
                numbers.stream()
                        .map(i -> new BigDecimal(size(i)))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        return "%s,%s,%s,%s,%s,%s,%d"
                .formatted(
                        start,
                        prices.getFirst(),
                        Collections.max(prices),
                        Collections.min(prices),
                        prices.getLast(),
                        volume.setScale(8),
                        numbers.size());
    }

    private static String price(int number) {
        return String.format(Locale.ROOT, "%.2f", 100 + Math.sin(number) * 5);
    }

    private static String size(int number) {
        return "0.%03d".formatted(1 + number % 999);
    }

    private static String line(Instant time, String frame) {
        return "%d.5: %s".formatted(time.getEpochSecond(), frame);
    }

    private static String frame(int number, Instant time) {
        String pair = PAIRS.get(number % PAIRS.size());
        int id = 1 + number / PAIRS.size();
        return """
        {"type":"match","trade_id":%d,"maker_order_id":"a","taker_order_id":"b",\
        "side":"sell","size":"%s","price":"%s","product_id":"%s","sequence":%d,\
        "time":"%s.000000Z"}\
        """
                .formatted(
                        id,
                        size(number),
                        price(number),
                        pair,
                        1000 + number,
                        time.toString().replace("Z", ""));
    }
}
