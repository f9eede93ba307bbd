package lab.backtest.candles;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;

/** Candles for tests. */
public final class Candles {
    public static final Pair BTC = new Pair("BTC-USD");
    public static final Instant START = Instant.parse("2022-01-01T00:00:00Z");

    private Candles() {}

    /** One whose four prices are given, so many minutes after the start. */
    static Candle at(int minute, String open, String high, String low, String close) {
        return candle(
                BTC, START.plus(Duration.ofMinutes(minute)), open, high, low, close, "1.00000000");
    }

    /** Two made-up days, an hour of them missing. */
    public static CandleHistory twoDays() {
        return of(
                Objects.requireNonNull(
                        Candles.class.getResourceAsStream("/lab/backtest/two-days.csv")));
    }

    public static CandleHistory ofFile(Path gzip) {
        try {
            return of(new GZIPInputStream(Files.newInputStream(gzip)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CandleHistory of(InputStream stream) {
        List<Candle> candles = new ArrayList<>();
        try (var lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cells ->
                            candle(
                                    BTC,
                                    Instant.parse(cells[0].replace(' ', 'T') + "Z"),
                                    cells[1],
                                    cells[2],
                                    cells[3],
                                    cells[4],
                                    cells[5]))
                    .forEach(candles::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CandleHistory.of(candles);
    }

    public static Candle candle(
            Pair pair,
            Instant start,
            String open,
            String high,
            String low,
            String close,
            String volume) {
        BigDecimal size = new BigDecimal(volume).setScale(8, RoundingMode.HALF_EVEN);
        BigDecimal vwap = new BigDecimal(close).setScale(8, RoundingMode.UNNECESSARY);
        return new Candle(
                pair,
                Interval.ONE_MINUTE,
                start,
                Price.of(open),
                Price.of(high),
                Price.of(low),
                Price.of(close),
                size,
                size.multiply(vwap),
                vwap,
                1);
    }
}
