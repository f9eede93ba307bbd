package lab.flink.sql.fluss;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.metadata.TablePath;

/**
 * What a Fluss table holds at the moment a query is planned: of a log every record up to the
 * newest, of a keyed table every key's row.
 */
final class BoundedFlussSource
        implements ScanTableSource, SupportsProjectionPushDown, SupportsLimitPushDown {
    private final String servers;
    private final TablePath path;
    private int[] columns;
    private DataType produced;
    private long limit = Long.MAX_VALUE;

    BoundedFlussSource(String servers, TablePath path, DataType physical) {
        this(
                servers,
                path,
                IntStream.range(0, DataType.getFieldCount(physical)).toArray(),
                physical);
    }

    private BoundedFlussSource(String servers, TablePath path, int[] columns, DataType produced) {
        this.servers = servers;
        this.path = path;
        this.columns = columns;
        this.produced = produced;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projected, DataType producedType) {
        int[] before = columns;
        columns = IntStream.range(0, projected.length).map(i -> before[projected[i][0]]).toArray();
        produced = producedType;
    }

    @Override
    public void applyLimit(long rows) {
        limit = rows;
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        return new Provider(servers, path, columns, produced, limit);
    }

    @Override
    public DynamicTableSource copy() {
        var copy = new BoundedFlussSource(servers, path, columns, produced);
        copy.limit = limit;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "Fluss, bounded";
    }

    private static final class Provider implements DataStreamScanProvider {
        private final String servers;
        private final TablePath path;
        private final int[] columns;
        private final DataType produced;
        private final long limit;

        Provider(String servers, TablePath path, int[] columns, DataType produced, long limit) {
            this.servers = servers;
            this.path = path;
            this.columns = columns;
            this.produced = produced;
            this.limit = limit;
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public DataStream<RowData> produceDataStream(
                ProviderContext context, StreamExecutionEnvironment environment) {
            TypeInformation<Tuple3<Integer, Long, Long>> bucketType =
                    Types.TUPLE(Types.INT, Types.LONG, Types.LONG);
            // A count needs no column, but Fluss reads at least one.
            int[] read = columns.length == 0 ? new int[] {0} : columns;
            try (var client = FlussClient.connect(servers)) {
                Table table = client.table(path);
                List<Tuple3<Integer, Long, Long>> buckets = buckets(client, table);
                boolean keyed = table.getTableInfo().hasPrimaryKey();
                return environment
                        .fromData(buckets, bucketType)
                        .flatMap(new BucketReader(servers, path, read, keyed, limit))
                        .returns(InternalTypeInfo.of((RowType) produced.getLogicalType()))
                        .name("Fluss " + path);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TableException("fluss: interrupted while planning " + path, e);
            } catch (IOException e) {
                throw new TableException("fluss: " + path + " must be readable, " + e, e);
            }
        }

        private static List<Tuple3<Integer, Long, Long>> buckets(FlussClient client, Table table)
                throws IOException, InterruptedException {
            Map<Integer, Long> latest = client.latest(table);
            Map<Integer, Long> earliest =
                    table.getTableInfo().hasPrimaryKey() ? latest : client.earliest(table);
            var buckets = new ArrayList<Tuple3<Integer, Long, Long>>();
            latest.forEach((bucket, end) ->
                    buckets.add(Tuple3.of(bucket, earliest.getOrDefault(bucket, 0L), end)));
            return buckets;
        }
    }
}
