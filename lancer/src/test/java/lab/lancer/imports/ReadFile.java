package lab.lancer.imports;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.lancer.warm.ImportedCandle;

/** What came of a file. */
record ReadFile(
        String recognised,
        Tally tally,
        Map<Instant, ImportedCandle> candles,
        List<String> refusals) {
    static final Pair BTC = new Pair("BTC-USD");
    static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    static ReadFile of(Path path) throws Exception {
        return of(path, ReadAs.IT_LOOKS);
    }

    static ReadFile of(Path path, ReadAs said) throws Exception {
        Map<Instant, ImportedCandle> candles = new LinkedHashMap<>();
        List<String> refusals = new ArrayList<>();
        try (CandleFile file = CandleFile.open(path, BTC, said, NOW)) {
            Tally tally =
                    file.read(
                            candle -> candles.put(candle.start(), candle),
                            new ImportListener() {
                                @Override
                                public void refused(String message) {
                                    refusals.add(message);
                                }

                                @Override
                                public void progress(long rows, Instant at) {
                                    // Not asked for
                                }
                            });
            return new ReadFile(file.recognised(), tally, candles, refusals);
        }
    }

    /** A line a candle. */
    List<String> lines() {
        return candles.values().stream().map(ReadFile::line).toList();
    }

    private static String line(ImportedCandle candle) {
        Stream<BigDecimal> ofTrades =
                candle.trades().stream()
                        .flatMap(trades ->
                                Stream.of(
                                        trades.quoteVolume(),
                                        trades.vwap(),
                                        BigDecimal.valueOf(trades.count())));
        return Stream.concat(
                        Stream.of(
                                candle.open(),
                                candle.high(),
                                candle.low(),
                                candle.close(),
                                candle.volume()),
                        ofTrades)
                .map(value -> value.stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(",", candle.start() + ",", ""));
    }
}
