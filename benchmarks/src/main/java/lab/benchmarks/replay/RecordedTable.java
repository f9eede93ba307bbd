package lab.benchmarks.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import lab.domain.EventTime;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** A table of the cold tier, as far as a replay reads it. */
final class RecordedTable {
    private static final int ROWS_A_FILE = 50_000;

    private final Table table;
    private final Schema schema;
    private final String number;
    private final List<Record> rows = new ArrayList<>();
    private int files;

    /**
     * Makes it.
     *
     * @param number the column that is of this table alone
     */
    RecordedTable(HadoopCatalog catalog, String database, String name, String number) {
        this.number = number;
        this.schema =
                new Schema(
                        Types.NestedField.required(1, "pair", Types.StringType.get()),
                        Types.NestedField.required(
                                2, "event_time", Types.TimestampType.withoutZone()),
                        Types.NestedField.required(3, number, Types.LongType.get()),
                        Types.NestedField.required(4, "ended", Types.BooleanType.get()),
                        Types.NestedField.required(5, "exchange", Types.StringType.get()),
                        Types.NestedField.required(6, "bus_partition", Types.IntegerType.get()),
                        Types.NestedField.required(7, "bus_offset", Types.LongType.get()),
                        Types.NestedField.required(8, "bus_time", Types.TimestampType.withZone()),
                        Types.NestedField.required(9, "payload", Types.StringType.get()));
        this.table =
                catalog.createTable(
                        TableIdentifier.of(Namespace.of(database), name),
                        schema,
                        PartitionSpec.unpartitioned());
    }

    void add(String pair, int partition, long offset, long micros, long value, byte[] payload)
            throws IOException {
        Record row = GenericRecord.create(schema);
        row.setField("pair", pair);
        row.setField(
                "event_time", LocalDateTime.ofInstant(EventTime.ofMicros(micros), ZoneOffset.UTC));
        row.setField(number, value);
        row.setField("ended", false);
        row.setField("exchange", "generator");
        row.setField("bus_partition", partition);
        row.setField("bus_offset", offset);
        row.setField(
                "bus_time", OffsetDateTime.ofInstant(EventTime.ofMicros(micros), ZoneOffset.UTC));
        row.setField("payload", new String(payload, StandardCharsets.UTF_8));
        rows.add(row);
        if (rows.size() == ROWS_A_FILE) {
            flush();
        }
    }

    void flush() throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        OutputFile out =
                table.io().newOutputFile(table.location() + "/data/" + files++ + ".parquet");
        FileAppender<Record> appender =
                Parquet.write(out)
                        .schema(table.schema())
                        .set("write.parquet.compression-codec", "zstd")
                        .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
                        .build();
        try (appender) {
            appender.addAll(rows);
        }
        table.newAppend()
                .appendFile(
                        DataFiles.builder(PartitionSpec.unpartitioned())
                                .withPath(out.location())
                                .withFormat("parquet")
                                .withFileSizeInBytes(appender.length())
                                .withSplitOffsets(appender.splitOffsets())
                                .withMetrics(appender.metrics())
                                .build())
                .commit();
        rows.clear();
    }

    Table table() {
        return table;
    }
}
