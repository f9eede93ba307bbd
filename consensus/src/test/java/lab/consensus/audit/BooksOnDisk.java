package lab.consensus.audit;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import lab.consensus.audit.tiers.AuditTables;
import lab.domain.MarketClock;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Transfer;
import lab.domain.clearing.house.Balances;
import org.apache.hadoop.conf.Configuration;
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
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.sink.StreamWriteBuilder;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/** A warehouse with the tables of the clearing job, written as it writes them. */
// Paimon's writers and catalogs are closed by a method that may throw anything
@SuppressWarnings("try")
final class BooksOnDisk implements AutoCloseable {
    static final String DATABASE = "crypto";
    static final String JOB = "clearing";

    private final Path warehouse;
    private final Catalog warm;
    private final HadoopCatalog cold;
    private long checkpoint;
    private long coldOffset;

    BooksOnDisk(Path warehouse) throws Exception {
        this.warehouse = warehouse;
        var paimon = new org.apache.paimon.fs.Path(warehouse.resolve("paimon").toUri().toString());
        this.warm = CatalogFactory.createCatalog(CatalogContext.create(paimon));
        this.cold =
                new HadoopCatalog(
                        new Configuration(), warehouse.resolve("iceberg").toUri().toString());
        warm.createDatabase(DATABASE, true);
    }

    AuditTables tables() {
        return new AuditTables(warehouse, DATABASE, MarketClock.REAL);
    }

    void createBooks() throws Exception {
        create("executions", Columns.EXECUTIONS, List.of("account", "order_id"));
        create("transfers", Columns.TRANSFERS, List.of("transfer_id"));
        create("balances", Columns.BALANCES, List.of("account", "asset"));
        cold.createTable(
                TableIdentifier.of(Namespace.of(DATABASE), "executions"),
                Columns.iceberg(),
                PartitionSpec.unpartitioned());
    }

    void createCandles() throws Exception {
        create("candles_1m", Columns.CANDLES, List.of("pair", "window_start"));
    }

    private void create(String name, RowType type, List<String> key) throws Exception {
        Schema.Builder schema =
                Schema.newBuilder()
                        .option("bucket", "1")
                        .option("data-file.thin-mode", "true")
                        .option("file.format.per.level", "0:avro");
        for (DataField field : type.getFields()) {
            schema.column(
                    field.name(),
                    key.contains(field.name()) ? field.type().notNull() : field.type());
        }
        schema.primaryKey(key);
        warm.createTable(Identifier.create(DATABASE, name), schema.build(), false);
    }

    /** Writes settlements as one checkpoint of the job does, with the balances after them. */
    void write(List<Settlement> settlements, Balances balances) throws Exception {
        writeWarm(settlements, balances);
        writeCold(settlements);
    }

    void writeWarm(List<Settlement> settlements, Balances balances) throws Exception {
        checkpoint++;
        writeExecutions(settlements);
        writeTransfers(settlements);
        writeBalances(balances);
    }

    void writeBalances(Balances balances) throws Exception {
        List<GenericRow> rows = new ArrayList<>();
        balances.all()
                .forEach((account, assets) ->
                        assets.forEach((asset, balance) ->
                                rows.add(
                                        row(
                                                Columns.BALANCES,
                                                account.name(),
                                                asset.code(),
                                                balance))));
        commit("balances", rows);
    }

    void nextCheckpoint() {
        checkpoint++;
    }

    void writeExecutions(List<Settlement> settlements) throws Exception {
        commit(
                "executions",
                settlements.stream()
                        .map(it -> row(Columns.EXECUTIONS, Columns.of(it.execution())))
                        .toList());
    }

    void writeTransfers(List<Settlement> settlements) throws Exception {
        List<GenericRow> rows = new ArrayList<>();
        for (Settlement settlement : settlements) {
            for (Transfer transfer : settlement.transfers()) {
                rows.add(row(Columns.TRANSFERS, Columns.of(transfer)));
            }
        }
        commit("transfers", rows);
    }

    void writeCandles(List<GenericRow> rows) throws Exception {
        checkpoint++;
        commit("candles_1m", rows);
    }

    private void commit(String name, List<GenericRow> rows) throws Exception {
        StreamWriteBuilder builder = table(name).newStreamWriteBuilder().withCommitUser(JOB);
        try (StreamTableWrite write = builder.newWrite();
                var commit = builder.newCommit()) {
            write.withIOManager(IOManager.create(warehouse.resolve("tmp").toString()));
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(checkpoint, write.prepareCommit(true, checkpoint));
        }
    }

    /** Changes a row as a person does with a statement of SQL. */
    void edit(String name, GenericRow row) throws Exception {
        BatchWriteBuilder builder = table(name).newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                var commit = builder.newCommit()) {
            write.withIOManager(IOManager.create(warehouse.resolve("tmp").toString()));
            write.write(row);
            commit.commit(write.prepareCommit());
        }
    }

    void writeCold(List<Settlement> settlements) throws IOException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Settlement settlement : settlements) {
            rows.add(Columns.of(settlement.execution()));
        }
        writeColdRows(rows, "");
    }

    /**
     * Writes messages of the topic.
     *
     * @param remark makes their payload another than that of the same row without
     */
    void writeColdRows(List<@Nullable Object[]> rows, String remark) throws IOException {
        var table = cold.loadTable(TableIdentifier.of(Namespace.of(DATABASE), "executions"));
        var file = table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID());
        var factory = new GenericAppenderFactory(table.schema());
        DataWriter<Record> writer =
                factory.newDataWriter(
                        EncryptedFiles.encryptedOutput(file, EncryptionKeyMetadata.EMPTY),
                        org.apache.iceberg.FileFormat.PARQUET,
                        null);
        try (writer) {
            for (@Nullable Object[] row : rows) {
                var record = GenericRecord.create(table.schema());
                for (int i = 0; i < row.length; i++) {
                    record.set(i, row[i]);
                }
                record.setField("bus_partition", 0);
                record.setField("bus_offset", coldOffset++);
                record.setField("payload", Arrays.toString(row) + remark);
                writer.write(record);
            }
        }
        table.newAppend().appendFile(writer.toDataFile()).commit();
    }

    /** Makes a table of the cold tier with these rows. */
    void createCold(String name, org.apache.iceberg.Schema schema, List<@Nullable Object[]> rows)
            throws IOException {
        var table =
                cold.createTable(
                        TableIdentifier.of(Namespace.of(DATABASE), name),
                        schema,
                        PartitionSpec.unpartitioned());
        var file = table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID());
        DataWriter<Record> writer =
                new GenericAppenderFactory(schema)
                        .newDataWriter(
                                EncryptedFiles.encryptedOutput(file, EncryptionKeyMetadata.EMPTY),
                                org.apache.iceberg.FileFormat.PARQUET,
                                null);
        try (writer) {
            for (@Nullable Object[] row : rows) {
                var record = GenericRecord.create(table.schema());
                for (int i = 0; i < row.length; i++) {
                    record.set(i, row[i]);
                }
                writer.write(record);
            }
        }
        table.newAppend().appendFile(writer.toDataFile()).commit();
    }

    Table table(String name) throws Exception {
        return warm.getTable(Identifier.create(DATABASE, name));
    }

    /** A row of a table, with the values in the order of its columns. */
    static GenericRow row(RowType type, @Nullable Object... values) {
        var row = new GenericRow(values.length);
        for (int i = 0; i < values.length; i++) {
            row.setField(i, paimon(values[i], type.getTypeAt(i)));
        }
        return row;
    }

    private static @Nullable Object paimon(@Nullable Object value, DataType type) {
        return switch (value) {
            case null -> null;
            case String text -> BinaryString.fromString(text);
            case BigDecimal decimal ->
                    Decimal.fromBigDecimal(
                            decimal,
                            ((DecimalType) type).getPrecision(),
                            ((DecimalType) type).getScale());
            case LocalDateTime time -> Timestamp.fromLocalDateTime(time);
            default -> value;
        };
    }

    /** What an execution says, with some of it changed. */
    static GenericRow changed(Execution execution, Map<String, @Nullable Object> changes) {
        return row(Columns.EXECUTIONS, Columns.changed(execution, changes));
    }

    static LocalDateTime utc(java.time.Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    @Override
    public void close() throws IOException {
        cold.close();
        try {
            warm.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
