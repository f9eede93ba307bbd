package lab.benchmarks.generator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lab.benchmarks.market.Load;
import lab.topics.Topic;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** A generated topic as a table to read; it can what the table over the bus can. */
final class GeneratorTableSource
        implements ScanTableSource, SupportsReadingMetadata, SupportsWatermarkPushDown {
    private final String stream;
    private final Topic topic;
    private final DataType physicalType;
    private List<String> metadata;
    private DataType producedType;
    private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

    GeneratorTableSource(String stream, Topic topic, DataType physicalType, List<String> metadata) {
        this.stream = stream;
        this.topic = topic;
        this.physicalType = physicalType;
        this.metadata = metadata;
        this.producedType = physicalType;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        var source = new GeneratorSource(stream, topic, columns());
        return new Provider(
                "Generator-" + topic.topicName(),
                source,
                watermarks,
                context.createTypeInformation(producedType));
    }

    /** None where there are no rows: not every topic's columns are known here. */
    private List<MarketColumn> columns() {
        if (Load.ofStream(stream).rowsOfPartition(topic.topicName()) == 0) {
            return List.of();
        }
        return Stream.concat(DataType.getFieldNames(physicalType).stream(), metadata.stream())
                .map(MarketColumn::named)
                .toList();
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        var types = new LinkedHashMap<String, DataType>();
        types.put("partition", DataTypes.INT().notNull());
        types.put("offset", DataTypes.BIGINT().notNull());
        types.put("timestamp", DataTypes.TIMESTAMP_LTZ(6).notNull());
        return types;
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType type) {
        metadata = keys;
        producedType = type;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        watermarks = strategy;
    }

    @Override
    public DynamicTableSource copy() {
        var copy = new GeneratorTableSource(stream, topic, physicalType, metadata);
        copy.producedType = producedType;
        copy.watermarks = watermarks;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "generated market data";
    }

    private record Provider(
            String name,
            GeneratorSource source,
            WatermarkStrategy<RowData> watermarks,
            TypeInformation<RowData> type)
            implements DataStreamScanProvider {
        @Override
        public DataStream<RowData> produceDataStream(
                ProviderContext context, StreamExecutionEnvironment environment) {
            var made = environment.fromSource(source, watermarks, name, type);
            context.generateUid("generator").ifPresent(made::uid);
            return made;
        }

        @Override
        public boolean isBounded() {
            return false;
        }
    }
}
