package lab.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A recording of a small market: two pairs that trade every second by turns, with every tenth trade
 * told twice and one line of garbage.
 */
record Recording(Path file, int trades) {
    static final Instant BEGIN = Instant.parse("2026-01-05T10:00:00Z");
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

    private static String line(Instant time, String frame) {
        return "%d.5: %s".formatted(time.getEpochSecond(), frame);
    }

    private static String frame(int number, Instant time) {
        String pair = PAIRS.get(number % PAIRS.size());
        int id = 1 + number / PAIRS.size();
        String price = String.format(Locale.ROOT, "%.2f", 100 + Math.sin(number) * 5);
        return """
        {"type":"match","trade_id":%d,"maker_order_id":"a","taker_order_id":"b",\
        "side":"sell","size":"0.%03d","price":"%s","product_id":"%s","sequence":%d,\
        "time":"%s.000000Z"}\
        """
                .formatted(
                        id,
                        1 + number % 999,
                        price,
                        pair,
                        1000 + number,
                        time.toString().replace("Z", ""));
    }
}
