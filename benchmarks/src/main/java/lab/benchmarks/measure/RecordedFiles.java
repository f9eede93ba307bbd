package lab.benchmarks.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

/** The files of a table of the cold tier, cut as the cold job cuts them. */
public final class RecordedFiles {
    public static final int ROWS_A_FILE = 50_000;

    private final Schema schema;
    private final Table table;
    private final List<Record> rows = new ArrayList<>();
    private int files;

    /** Makes the table. */
    public RecordedFiles(HadoopCatalog catalog, String database, String name, Schema schema) {
        this.schema = schema;
        this.table =
                catalog.createTable(
                        TableIdentifier.of(Namespace.of(database), name),
                        schema,
                        PartitionSpec.unpartitioned());
    }

    /** An empty row. */
    public Record row() {
        return GenericRecord.create(schema);
    }

    public void add(Record row) throws IOException {
        rows.add(row);
        if (rows.size() == ROWS_A_FILE) {
            flush();
        }
    }

    /** Writes what is left. */
    public void flush() throws IOException {
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

    public Table table() {
        return table;
    }
}
