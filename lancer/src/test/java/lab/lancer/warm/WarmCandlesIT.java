package lab.lancer.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lab.domain.Pair;
import lab.lancer.pattern.CandleClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmCandlesIT {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Pair ETH = new Pair("ETH-USD");
    private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

    @TempDir private Path folder;

    @Test
    void nothing_is_read_where_nothing_was_written() throws Exception {
        try (WarmCandles warm = new CandleTableOnDisk(folder).open()) {
            assertThat(warm.exists()).isTrue();
            assertThat(warm.readAll()).isEmpty();
            assertThat(warm.readSince(3)).isEmpty();
        }
        try (WarmCandles warm = WarmCandles.open(folder.resolve("nowhere"), "crypto")) {
            assertThat(warm.exists()).isFalse();
            assertThat(warm.readAll()).isEmpty();
        }
    }

    @Test
    void what_was_written_since_a_snapshot_is_read_alone() throws Exception {
        var table = new CandleTableOnDisk(folder);
        table.writeLive("BTC-USD", START, "10");
        try (WarmCandles warm = table.open()) {
            WarmCandles.Reading all = warm.readAll().orElseThrow();
            assertThat(all.isWhole()).isTrue();
            assertThat(all.candles().byPair()).containsOnlyKeys(BTC);
            assertThat(warm.readSince(all.snapshot())).isEmpty();
            table.writeLive("ETH-USD", START, "3");
            table.writeLive("BTC-USD", START, "11");
            WarmCandles.Reading since = warm.readSince(all.snapshot()).orElseThrow();
            assertThat(since.isWhole()).isFalse();
            assertThat(since.candles().byPair())
                    .containsEntry(BTC, List.of(CandleClose.at(START, 11, true)))
                    .containsEntry(ETH, List.of(CandleClose.at(START, 3, true)));
            assertThat(warm.readSince(since.snapshot())).isEmpty();
            assertThat(warm.readSince(since.snapshot() + 100).orElseThrow().isWhole())
                    .as("a tier that was made anew is read anew")
                    .isTrue();
            assertThat(warm.readAll(ETH).orElseThrow().candles().byPair()).containsOnlyKeys(ETH);
        }
    }

    @Test
    void an_import_shows_at_once_and_never_over_a_live_candle() throws Exception {
        var table = new CandleTableOnDisk(folder);
        table.writeLive("BTC-USD", START, "10");
        try (WarmCandles warm = table.open()) {
            long before = warm.readAll().orElseThrow().snapshot();
            try (var into = new CandleImport(warm, "csv", folder)) {
                into.add(BTC, candle(START, "20"));
                into.add(BTC, candle(START.plusSeconds(60), "21"));
                assertThat(warm.readSince(before)).isEmpty();
                into.commit();
            }
            assertThat(warm.readSince(before).orElseThrow().candles().count()).isEqualTo(2);
            table.writeLive("BTC-USD", START.plusSeconds(120), "12");
            assertThat(warm.readAll().orElseThrow().candles().byPair().get(BTC))
                    .containsExactly(
                            CandleClose.at(START, 10, true),
                            CandleClose.at(START.plusSeconds(60), 21, false),
                            CandleClose.at(START.plusSeconds(120), 12, true));
        }
    }

    private static ImportedCandle candle(Instant start, String price) {
        var value = new BigDecimal(price);
        return new ImportedCandle(start, value, value, value, value, BigDecimal.ONE);
    }
}
