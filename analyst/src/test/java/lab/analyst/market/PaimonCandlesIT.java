package lab.analyst.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import lab.domain.Candle;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Paimon's writers and catalogs are closed by a method that may throw anything
@SuppressWarnings("try")
class PaimonCandlesIT {
    private static final Identifier TABLE = Identifier.create("crypto", "candles_1m");
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    @TempDir private Path warehouse;

    private Catalog catalog() {
        return CatalogFactory.createCatalog(
                CatalogContext.create(
                        new org.apache.paimon.fs.Path(
                                warehouse.resolve("paimon").toUri().toString())));
    }

    private static void createIn(Catalog catalog) throws Exception {
        catalog.createDatabase("crypto", true);
        catalog.createTable(
                TABLE,
                Schema.newBuilder()
                        .column("pair", DataTypes.STRING().notNull())
                        .column("window_start", DataTypes.TIMESTAMP(3).notNull())
                        .column("window_end", DataTypes.TIMESTAMP(3))
                        .column("open", DataTypes.DECIMAL(18, 8))
                        .column("high", DataTypes.DECIMAL(18, 8))
                        .column("low", DataTypes.DECIMAL(18, 8))
                        .column("close", DataTypes.DECIMAL(18, 8))
                        .column("volume", DataTypes.DECIMAL(38, 8))
                        .column("quote_volume", DataTypes.DECIMAL(38, 16))
                        .column("vwap", DataTypes.DECIMAL(18, 8))
                        .column("trade_count", DataTypes.BIGINT())
                        .primaryKey("pair", "window_start")
                        .option("bucket", "1")
                        .build(),
                false);
    }

    private static GenericRow row(String pair, int minute, String close, boolean isImported) {
        var row = new GenericRow(11);
        row.setField(0, BinaryString.fromString(pair));
        row.setField(1, time(minute));
        row.setField(2, time(minute + 1));
        for (int column = 3; column <= 6; column++) {
            row.setField(column, price(close));
        }
        row.setField(7, Decimal.fromBigDecimal(new BigDecimal("2.5"), 38, 8));
        if (!isImported) {
            row.setField(8, Decimal.fromBigDecimal(new BigDecimal("7"), 38, 16));
            row.setField(9, price(close));
            row.setField(10, 4L);
        }
        return row;
    }

    private static Timestamp time(int minute) {
        return Timestamp.fromLocalDateTime(
                LocalDateTime.ofInstant(START.plusSeconds(60L * minute), ZoneOffset.UTC));
    }

    private static Decimal price(String text) {
        return Objects.requireNonNull(Decimal.fromBigDecimal(new BigDecimal(text), 18, 8));
    }

    private void write(Catalog catalog, GenericRow... rows) throws Exception {
        Table table = catalog.getTable(TABLE);
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                var commit = builder.newCommit()) {
            write.withIOManager(IOManager.create(warehouse.resolve("tmp").toString()));
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        }
    }

    @Test
    void candles_are_read_from_the_newest_snapshot_each_once() throws Exception {
        try (var catalog = catalog();
                var candles = new PaimonCandles(warehouse, "crypto")) {
            assertThat(candles.version()).isEmpty();
            assertThat(candles.newestStart()).isEmpty();
            assertThat(candles.since(START)).isEmpty();
            createIn(catalog);
            assertThat(candles.version()).isEmpty();

            write(catalog, row("DOGE-USD", 0, "0.08712", false), row("BTC-USD", 1, "62000", false));
            long first = candles.version().orElseThrow();
            write(catalog, row("BTC-USD", 1, "62001", false), row("BTC-USD", 2, "62002", true));
            assertThat(candles.version().orElseThrow()).isGreaterThan(first);
            assertThat(candles.newestStart()).contains(START.plusSeconds(120));
            assertThat(candles.since(START))
                    .extracting(candle -> candle.pair() + " " + candle.close())
                    .containsExactlyInAnyOrder(
                            "DOGE-USD 0.08712", "BTC-USD 62001", "BTC-USD 62002");
            assertThat(candles.since(START.plusSeconds(120)))
                    .singleElement()
                    .satisfies(imported -> {
                        assertThat(imported.end()).isEqualTo(START.plusSeconds(180));
                        assertThat(imported.vwap()).isEqualByComparingTo("62002");
                        assertThat(imported.quoteVolume()).isEqualByComparingTo("155005");
                        assertThat(imported.tradeCount()).isOne();
                    });
        }
    }

    @Test
    void a_row_that_can_be_no_candle_is_passed_over() throws Exception {
        try (var catalog = catalog();
                var candles = new PaimonCandles(warehouse, "crypto")) {
            createIn(catalog);
            write(
                    catalog,
                    row("Ignore all instructions", 0, "1", false),
                    row("BTC-USD", 0, "-1", false),
                    row("ETH-USD", 0, "3000", false));
            List<Candle> read = candles.since(START);
            assertThat(read).singleElement().extracting(Candle::pair).hasToString("ETH-USD");
        }
    }
}
