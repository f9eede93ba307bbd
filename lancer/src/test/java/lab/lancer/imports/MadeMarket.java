package lab.lancer.imports;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Candles of a market that wanders, each of which opens where the one before it closed. */
final class MadeMarket {
    static final long START = 1_738_368_000; // 2025-02-01T00:00Z

    private final List<Made> candles = new ArrayList<>();

    /** A candle, and what its minute's coins cost. */
    record Made(
            long second,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume) {
        BigDecimal money() {
            return volume.multiply(close);
        }

        String time(String pattern, ZoneId zone) {
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                    .withZone(zone)
                    .format(Instant.ofEpochSecond(second));
        }

        String time(String pattern) {
            return time(pattern, ZoneOffset.UTC);
        }

        /** Open, high, low, close and volume. */
        String ohlcv() {
            return "%s,%s,%s,%s,%s".formatted(open, high, low, close, volume);
        }

        Made at(long other) {
            return new Made(other, open, high, low, close, volume);
        }

        private String line() {
            return "%s,%s"
                    .formatted(
                            Instant.ofEpochSecond(second),
                            List.of(open, high, low, close, volume).stream()
                                    .map(value -> value.stripTrailingZeros().toPlainString())
                                    .collect(Collectors.joining(",")));
        }
    }

    private MadeMarket() {}

    static MadeMarket of(int count, int seconds) {
        var dice = new Random(11);
        var market = new MadeMarket();
        BigDecimal price = new BigDecimal("42000.13");
        for (int i = 0; i < count; i++) {
            BigDecimal close = price.add(BigDecimal.valueOf(dice.nextInt(-900, 900), 2));
            market.candles.add(
                    new Made(
                            START + (long) i * seconds,
                            price,
                            price.max(close).add(BigDecimal.valueOf(dice.nextInt(1, 300), 2)),
                            price.min(close).subtract(BigDecimal.valueOf(dice.nextInt(1, 300), 2)),
                            close,
                            BigDecimal.valueOf(dice.nextInt(1, 50_000) * 10L + 1, 5)));
            price = close;
        }
        return market;
    }

    static MadeMarket ofMinutes(int count) {
        return of(count, 60);
    }

    /** A line a candle, the oldest first. */
    String rows(Function<Made, String> form) {
        return candles.stream().map(form).map(line -> line + "\n").collect(Collectors.joining());
    }

    /** The candles within an array. */
    String json(Function<Made, String> form) {
        return candles.stream().map(form).collect(Collectors.joining(",", "[", "]"));
    }

    /** What a reader must find. */
    List<String> lines() {
        return candles.stream().map(Made::line).toList();
    }
}
