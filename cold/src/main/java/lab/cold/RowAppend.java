package lab.cold;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/** Some rows put into a table of the cold tier, where no job of Flink's does it. */
public final class RowAppend {
    private RowAppend() {}

    /** Writes them as one file and commits it. The table has no partitions. */
    public static void append(Table table, List<Record> rows) throws IOException {
        OutputFile out =
                table.io()
                        .newOutputFile(
                                table.locationProvider()
                                        .newDataLocation(UUID.randomUUID() + ".parquet"));
        FileAppender<Record> appender =
                Parquet.write(out)
                        .schema(table.schema())
                        .createWriterFunc(type -> GenericParquetWriter.create(table.schema(), type))
                        .build();
        try (appender) {
            appender.addAll(rows);
        }
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .withInputFile(out.toInputFile())
                                .withMetrics(appender.metrics())
                                .build())
                .commit();
    }
}
