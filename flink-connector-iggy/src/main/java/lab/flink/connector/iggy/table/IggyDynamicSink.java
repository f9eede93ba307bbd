// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import java.util.List;
import java.util.Map;
import lab.flink.connector.iggy.sink.IggySink;
import lab.flink.connector.iggy.sink.IggySinkConfig;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsWritingMetadata;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/** An Iggy topic as a table to write. */
final class IggyDynamicSink implements DynamicTableSink, SupportsWritingMetadata {

    private final IggySinkConfig config;
    private final EncodingFormat<SerializationSchema<RowData>> format;
    private final DataType physicalType;
    private final RowSerializationSchema.Routing routing;
    private final @Nullable Integer parallelism;
    private List<WritableMetadata> metadata = List.of();

    IggyDynamicSink(
            IggySinkConfig config,
            EncodingFormat<SerializationSchema<RowData>> format,
            DataType physicalType,
            RowSerializationSchema.Routing routing,
            @Nullable Integer parallelism) {
        this.config = config;
        this.format = format;
        this.physicalType = physicalType;
        this.routing = routing;
        this.parallelism = parallelism;
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requestedMode) {
        return format.getChangelogMode();
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        var schema =
                new RowSerializationSchema(
                        format.createRuntimeEncoder(context, physicalType),
                        DataType.getFieldCount(physicalType),
                        metadata,
                        routing);
        return SinkV2Provider.of(IggySink.of(config, schema), parallelism);
    }

    @Override
    public Map<String, DataType> listWritableMetadata() {
        return WritableMetadata.all();
    }

    @Override
    public void applyWritableMetadata(List<String> metadataKeys, DataType consumedDataType) {
        if (config.guarantee() == DeliveryGuarantee.EXACTLY_ONCE
                && metadataKeys.contains(WritableMetadata.MESSAGE_ID.key())) {
            throw new ValidationException(
                    "message-id: cannot be written with 'sink.delivery-guarantee' = 'exactly-once',"
                            + " which makes the ids itself; declare the column VIRTUAL");
        }
        metadata = metadataKeys.stream().map(WritableMetadata::of).toList();
    }

    @Override
    public DynamicTableSink copy() {
        var copy = new IggyDynamicSink(config, format, physicalType, routing, parallelism);
        copy.metadata = metadata;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "Iggy table sink";
    }
}
