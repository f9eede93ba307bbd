package lab.benchmarks.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import lab.benchmarks.measure.RecordedFiles;
import lab.domain.EventTime;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;

/** A table of the cold tier, as far as a replay reads it. */
final class RecordedTable {
    private final RecordedFiles files;
    private final String number;

    /**
     * Makes it.
     *
     * @param number the column that is of this table alone
     */
    RecordedTable(HadoopCatalog catalog, String database, String name, String number) {
        this.number = number;
        var schema =
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
        this.files = new RecordedFiles(catalog, database, name, schema);
    }

    void add(String pair, int partition, long offset, long micros, long value, byte[] payload)
            throws IOException {
        Record row = files.row();
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
        files.add(row);
    }

    void flush() throws IOException {
        files.flush();
    }

    Table table() {
        return files.table();
    }
}
