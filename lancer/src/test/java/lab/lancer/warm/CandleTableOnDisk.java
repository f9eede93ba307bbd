package lab.lancer.warm;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;

/** The warm tier's candles as its SQL file makes them, and a writer of live ones. */
public final class CandleTableOnDisk {
    private final Path warehouse;

    public CandleTableOnDisk(Path warehouse) throws Exception {
        this.warehouse = warehouse;
        Catalog catalog = catalog();
        catalog.createDatabase("crypto", true);
        catalog.createTable(name(), schema(), true);
        catalog.close();
    }

    private Catalog catalog() {
        return CatalogFactory.createCatalog(
                CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
    }

    private static Identifier name() {
        return Identifier.create("crypto", WarmCandles.TABLE);
    }

    private static Schema schema() {
        return Schema.newBuilder()
                .column("pair", DataTypes.STRING().notNull())
                .column("window_start", DataTypes.TIMESTAMP(3).notNull())
                .column("window_end", DataTypes.TIMESTAMP(3).notNull())
                .column("open", DataTypes.DECIMAL(18, 8).notNull())
                .column("high", DataTypes.DECIMAL(18, 8).notNull())
                .column("low", DataTypes.DECIMAL(18, 8).notNull())
                .column("close", DataTypes.DECIMAL(18, 8).notNull())
                .column("volume", DataTypes.DECIMAL(38, 8).notNull())
                .column("quote_volume", DataTypes.DECIMAL(38, 16))
                .column("vwap", DataTypes.DECIMAL(18, 8))
                .column("trade_count", DataTypes.BIGINT())
                .column("source", DataTypes.STRING().notNull())
                .column("source_rank", DataTypes.INT().notNull())
                .primaryKey("pair", "window_start")
                .option("bucket", "1")
                .option("sequence.field", "source_rank")
                .option("changelog-producer", "lookup")
                .build();
    }

    public WarmCandles open() {
        return WarmCandles.open(warehouse, "crypto");
    }

    /** Writes a candle as the warm job would, which also puts files together. */
    public void writeLive(String pair, Instant start, String close) throws Exception {
        Catalog catalog = catalog();
        Table table = catalog.getTable(name());
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        BatchTableWrite write = builder.newWrite();
        write.withIOManager(IOManager.create(warehouse.toString()));
        write.write(row(pair, start, close));
        BatchTableCommit commit = builder.newCommit();
        commit.commit(write.prepareCommit());
        write.close();
        commit.close();
        catalog.close();
    }

    private static GenericRow row(String pair, Instant start, String close) {
        Decimal price = Decimal.fromBigDecimal(new BigDecimal(close), 18, 8);
        return GenericRow.of(
                BinaryString.fromString(pair),
                time(start),
                time(start.plusSeconds(60)),
                price,
                price,
                price,
                price,
                Decimal.fromBigDecimal(BigDecimal.ONE, 38, 8),
                null,
                price,
                7L,
                BinaryString.fromString("live"),
                1);
    }

    private static Timestamp time(Instant time) {
        return Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }
}
