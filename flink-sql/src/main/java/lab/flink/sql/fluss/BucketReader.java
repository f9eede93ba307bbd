package lab.flink.sql.fluss;

import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.scanner.batch.BatchScanner;
import org.apache.fluss.flink.utils.FlussRowToFlinkRowConverter;
import org.apache.fluss.metadata.TableBucket;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.InternalRow;
import org.apache.fluss.utils.CloseableIterator;
import org.jspecify.annotations.Nullable;

/** Reads buckets as they stood when a query was planned: (bucket, first offset, end offset). */
final class BucketReader extends RichFlatMapFunction<Tuple3<Integer, Long, Long>, RowData> {
    private static final long serialVersionUID = 1L;
    private static final Duration POLL = Duration.ofSeconds(20);

    private final String servers;
    private final String database;
    private final String tableName;
    private final int[] columns;
    private final boolean keyed;
    private final long limit;

    private transient @Nullable FlussClient client;

    /**
     * Reads the given columns of a table.
     *
     * @param limit of rows a bucket
     */
    BucketReader(String servers, TablePath path, int[] columns, boolean keyed, long limit) {
        this.servers = servers;
        this.database = path.getDatabaseName();
        this.tableName = path.getTableName();
        this.columns = columns.clone();
        this.keyed = keyed;
        this.limit = limit;
    }

    @Override
    public void open(OpenContext context) {
        client = FlussClient.connect(servers);
    }

    @Override
    public void flatMap(Tuple3<Integer, Long, Long> bucket, Collector<RowData> out)
            throws Exception {
        if (client == null) {
            throw new IllegalStateException("bucket reader: must be opened before use");
        }
        Table table = client.table(TablePath.of(database, tableName));
        var converter =
                new FlussRowToFlinkRowConverter(table.getTableInfo().getRowType().project(columns));
        var emitter = new Emitter(converter, out, limit);
        if (keyed) {
            readKeyed(table, bucket.f0, emitter);
        } else {
            new LogRange(bucket.f0, bucket.f1, bucket.f2).read(table, columns, emitter::emit);
        }
    }

    private void readKeyed(Table table, int bucket, Emitter emitter) throws IOException {
        var tableBucket = new TableBucket(table.getTableInfo().getTableId(), bucket);
        try (BatchScanner scanner =
                table.newScan()
                        .project(columns)
                        .limit((int) Math.min(limit, Integer.MAX_VALUE))
                        .createBatchScanner(tableBucket)) {
            while (true) {
                try (CloseableIterator<InternalRow> rows = scanner.pollBatch(POLL)) {
                    if (rows == null) {
                        return;
                    }
                    while (rows.hasNext()) {
                        emitter.emit(rows.next());
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }

    /** Gives rows on until there are enough. */
    private static final class Emitter {
        private final FlussRowToFlinkRowConverter converter;
        private final Collector<RowData> out;
        private long left;

        Emitter(FlussRowToFlinkRowConverter converter, Collector<RowData> out, long limit) {
            this.converter = converter;
            this.out = out;
            this.left = limit;
        }

        boolean emit(InternalRow row) {
            out.collect(converter.toFlinkRowData(row));
            left--;
            return left > 0;
        }
    }
}
