// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.flink.connector.iggy.source.IggySource;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * An Iggy topic as a table to read.
 *
 * <p>It takes no projection: the format always sees the whole row, so that which messages count as
 * undecodable never depends on the columns that a query happens to name.
 */
final class IggyDynamicSource
        implements ScanTableSource, SupportsReadingMetadata, SupportsWatermarkPushDown {

    private final String tableName;
    private final IggySourceConfig config;
    private final @Nullable DecodingFormat<DeserializationSchema<RowData>> format;
    private final DataType physicalType;
    private final @Nullable Integer parallelism;
    private List<ReadableMetadata> metadata = List.of();
    private DataType producedType;
    private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

    IggyDynamicSource(
            String tableName,
            IggySourceConfig config,
            @Nullable DecodingFormat<DeserializationSchema<RowData>> format,
            DataType physicalType,
            @Nullable Integer parallelism) {
        this.tableName = tableName;
        this.config = config;
        this.format = format;
        this.physicalType = physicalType;
        this.producedType = physicalType;
        this.parallelism = parallelism;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return format == null ? ChangelogMode.insertOnly() : format.getChangelogMode();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        TypeInformation<RowData> type = context.createTypeInformation(producedType);
        DeserializationSchema<RowData> decoder =
                format == null ? null : format.createRuntimeDecoder(context, physicalType);
        var source =
                new IggySource<>(config, new RowDeserializationSchema(decoder, metadata, type));
        return new Provider(tableName, source, watermarks, type, parallelism);
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        return ReadableMetadata.all();
    }

    @Override
    public void applyReadableMetadata(List<String> metadataKeys, DataType producedDataType) {
        metadata = metadataKeys.stream().map(ReadableMetadata::of).toList();
        producedType = producedDataType;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> watermarkStrategy) {
        watermarks = watermarkStrategy;
    }

    @Override
    public DynamicTableSource copy() {
        var copy = new IggyDynamicSource(tableName, config, format, physicalType, parallelism);
        copy.metadata = metadata;
        copy.producedType = producedType;
        copy.watermarks = watermarks;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "Iggy table source";
    }

    /** Builds the source into a job, with watermarks made per partition inside of it. */
    private record Provider(
            String tableName,
            IggySource<RowData> source,
            WatermarkStrategy<RowData> watermarks,
            TypeInformation<RowData> type,
            @Nullable Integer parallelism)
            implements DataStreamScanProvider {

        @Override
        public DataStream<RowData> produceDataStream(
                ProviderContext context, StreamExecutionEnvironment environment) {
            DataStreamSource<RowData> stream =
                    environment.fromSource(source, watermarks, "IggySource-" + tableName, type);
            context.generateUid("iggy").ifPresent(stream::uid);
            return stream;
        }

        @Override
        public boolean isBounded() {
            return source.getBoundedness()
                    == org.apache.flink.api.connector.source.Boundedness.BOUNDED;
        }

        @Override
        public Optional<Integer> getParallelism() {
            return Optional.ofNullable(parallelism);
        }
    }
}
