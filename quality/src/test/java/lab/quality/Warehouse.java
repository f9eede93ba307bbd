package lab.quality;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import lab.consensus.audit.tiers.AuditTables;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.MarketClock;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Types;
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
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/** A warehouse with the tables of the market, in Iceberg and Paimon as the jobs make them. */
// Paimon's writers and catalogs are closed by a method that may throw anything
@SuppressWarnings("try")
final class Warehouse {
    private static final String DATABASE = "crypto";

    private static final RowType CANDLES =
            RowType.builder()
                    .field("pair", DataTypes.STRING().notNull())
                    .field("window_start", DataTypes.TIMESTAMP(3).notNull())
                    .field("window_end", DataTypes.TIMESTAMP(3).notNull())
                    .field("open", DataTypes.DECIMAL(18, 8))
                    .field("high", DataTypes.DECIMAL(18, 8))
                    .field("low", DataTypes.DECIMAL(18, 8))
                    .field("close", DataTypes.DECIMAL(18, 8))
                    .field("volume", DataTypes.DECIMAL(38, 8))
                    .field("quote_volume", DataTypes.DECIMAL(38, 16))
                    .field("vwap", DataTypes.DECIMAL(18, 8))
                    .field("trade_count", DataTypes.BIGINT())
                    .field("source", DataTypes.STRING())
                    .build();

    private final Path folder;

    Warehouse(Path folder) {
        this.folder = folder;
    }

    AuditTables tables() {
        return new AuditTables(folder, DATABASE, MarketClock.REAL);
    }

    /** Makes a table of the cold tier, with a row for each map of column to value. */
    void cold(String name, List<Map<String, Object>> rows) throws IOException {
        try (var catalog =
                new HadoopCatalog(
                        new Configuration(), folder.resolve("iceberg").toUri().toString())) {
            org.apache.iceberg.Schema schema = schema(rows.getFirst());
            var table =
                    catalog.createTable(
                            TableIdentifier.of(Namespace.of(DATABASE), name),
                            schema,
                            PartitionSpec.unpartitioned());
            var file = table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID());
            DataWriter<Record> writer =
                    new GenericAppenderFactory(schema)
                            .newDataWriter(
                                    EncryptedFiles.encryptedOutput(
                                            file, EncryptionKeyMetadata.EMPTY),
                                    FileFormat.PARQUET,
                                    null);
            try (writer) {
                for (Map<String, Object> row : rows) {
                    var record = GenericRecord.create(table.schema());
                    row.forEach((column, value) -> record.setField(column, iceberg(column, value)));
                    writer.write(record);
                }
            }
            table.newAppend().appendFile(writer.toDataFile()).commit();
        }
    }

    private static org.apache.iceberg.Schema schema(Map<String, Object> row) {
        List<Types.NestedField> fields = new ArrayList<>();
        row.forEach((name, value) ->
                fields.add(
                        Types.NestedField.optional(
                                fields.size() + 1,
                                name,
                                switch (value) {
                                    case String _ -> Types.StringType.get();
                                    case Long _ -> Types.LongType.get();
                                    case Integer _ -> Types.IntegerType.get();
                                    case Boolean _ -> Types.BooleanType.get();
                                    case BigDecimal _ -> Types.DecimalType.of(18, 8);
                                    case Instant _ ->
                                            name.equals("bus_time")
                                                    ? Types.TimestampType.withZone()
                                                    : Types.TimestampType.withoutZone();
                                    default -> throw new IllegalArgumentException(name);
                                })));
        return new org.apache.iceberg.Schema(fields);
    }

    private static Object iceberg(String column, Object value) {
        return switch (value) {
            case Instant time when column.equals("bus_time") ->
                    OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
            case Instant time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC);
            default -> value;
        };
    }

    /** Makes the table of an interval's candles. */
    void candles(Interval interval, List<Candle> candles) throws Exception {
        var root = new org.apache.paimon.fs.Path(folder.resolve("paimon").toUri().toString());
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(root))) {
            catalog.createDatabase(DATABASE, true);
            var id = Identifier.create(DATABASE, "candles_" + interval.label());
            Schema.Builder schema = Schema.newBuilder().option("bucket", "1");
            CANDLES.getFields().forEach(it -> schema.column(it.name(), it.type()));
            schema.primaryKey("pair", "window_start");
            catalog.createTable(id, schema.build(), false);
            Table table = catalog.getTable(id);
            BatchWriteBuilder builder = table.newBatchWriteBuilder();
            try (BatchTableWrite write = builder.newWrite();
                    var commit = builder.newCommit()) {
                write.withIOManager(IOManager.create(folder.resolve("tmp").toString()));
                for (Candle candle : candles) {
                    write.write(row(candle));
                }
                commit.commit(write.prepareCommit());
            }
        }
    }

    private static GenericRow row(Candle candle) {
        @Nullable Object[] values = {
            BinaryString.fromString(candle.pair().name()),
            timestamp(candle.start()),
            timestamp(candle.end()),
            decimal(candle.open().toBigDecimal()),
            decimal(candle.high().toBigDecimal()),
            decimal(candle.low().toBigDecimal()),
            decimal(candle.close().toBigDecimal()),
            Decimal.fromBigDecimal(candle.volume(), 38, 8),
            Decimal.fromBigDecimal(candle.quoteVolume(), 38, 16),
            decimal(candle.vwap()),
            candle.tradeCount(),
            BinaryString.fromString("live")
        };
        return GenericRow.of(values);
    }

    private static Decimal decimal(BigDecimal value) {
        return requireNonNull(Decimal.fromBigDecimal(value, 18, 8));
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }
}
