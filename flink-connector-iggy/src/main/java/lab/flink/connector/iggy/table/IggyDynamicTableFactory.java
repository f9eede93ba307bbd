// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import static lab.flink.connector.iggy.table.IggyConnectorOptions.*;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Makes sources and sinks of {@code CREATE TABLE … WITH ('connector' = 'iggy', …)}. */
@Internal
public final class IggyDynamicTableFactory
        implements DynamicTableSourceFactory, DynamicTableSinkFactory {

    public static final String IDENTIFIER = "iggy";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(HOSTNAME);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(
                PORT,
                USERNAME,
                PASSWORD,
                PASSWORD_FILE,
                TOKEN,
                TOKEN_FILE,
                TLS_ENABLED,
                TLS_CA_FILE,
                STREAM,
                STREAM_ID,
                TOPIC,
                TOPIC_ID,
                TOPIC_PATTERN,
                CONNECTION_TIMEOUT,
                REQUEST_TIMEOUT,
                RETRY_INITIAL_BACKOFF,
                RETRY_MAX_BACKOFF,
                RETRY_MAX_DURATION,
                CONSUMER_NAME,
                SCAN_STARTUP_MODE,
                SCAN_STARTUP_COMMITTED_FALLBACK,
                SCAN_STARTUP_SPECIFIC_OFFSETS,
                SCAN_STARTUP_TIMESTAMP_MILLIS,
                SCAN_BOUNDED_MODE,
                SCAN_BOUNDED_SPECIFIC_OFFSETS,
                SCAN_BOUNDED_TIMESTAMP_MILLIS,
                SCAN_DISCOVERY_INTERVAL,
                SCAN_AWAIT_TOPIC,
                SCAN_COMMIT_OFFSETS,
                SCAN_POLL_MAX_MESSAGES,
                SCAN_POLL_TARGET_BYTES,
                SCAN_POLL_IDLE_BACKOFF_MIN,
                SCAN_POLL_IDLE_BACKOFF_MAX,
                SCAN_ON_DATA_LOSS,
                SCAN_DECODE_ERROR,
                SCAN_DEAD_LETTER_TOPIC,
                SCAN_DEAD_LETTER_SOURCE,
                SINK_PARTITIONER,
                SINK_PARTITION_KEY,
                SINK_PARTITION_COLUMN,
                SINK_DELIVERY_GUARANTEE,
                SINK_BUFFER_FLUSH_MAX_ROWS,
                SINK_BUFFER_FLUSH_MAX_BYTES,
                SINK_BUFFER_FLUSH_INTERVAL,
                SINK_MAX_IN_FLIGHT_BATCHES,
                FactoryUtil.FORMAT,
                FactoryUtil.SOURCE_PARALLELISM,
                FactoryUtil.SINK_PARALLELISM);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        Optional<DecodingFormat<DeserializationSchema<RowData>>> format =
                helper.discoverOptionalDecodingFormat(
                        DeserializationFormatFactory.class, FactoryUtil.FORMAT);
        helper.validate();
        DataType physicalType = context.getPhysicalRowDataType();
        boolean hasPhysicalColumns = DataType.getFieldCount(physicalType) > 0;
        if (format.isPresent() != hasPhysicalColumns) {
            throw new ValidationException(
                    "format: must be given if, and only if, the table has physical columns");
        }
        return new IggyDynamicSource(
                context.getObjectIdentifier().getObjectName(),
                new OptionReader(helper.getOptions()).source(),
                format.orElse(null),
                physicalType,
                helper.getOptions().getOptional(FactoryUtil.SOURCE_PARALLELISM).orElse(null));
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        EncodingFormat<SerializationSchema<RowData>> format =
                helper.discoverEncodingFormat(SerializationFormatFactory.class, FactoryUtil.FORMAT);
        helper.validate();
        DataType physicalType = context.getPhysicalRowDataType();
        var reader = new OptionReader(helper.getOptions());
        return new IggyDynamicSink(
                reader.sink(),
                format,
                physicalType,
                routing(helper.getOptions().get(SINK_PARTITIONER), reader, physicalType),
                helper.getOptions().getOptional(FactoryUtil.SINK_PARALLELISM).orElse(null));
    }

    private static RowSerializationSchema.Routing routing(
            Partitioner partitioner, OptionReader reader, DataType physicalType) {
        Optional<String> column = reader.partitioningColumn();
        if (column.isEmpty()) {
            return new RowSerializationSchema.Routing.None();
        }
        int index = DataType.getFieldNames(physicalType).indexOf(column.get());
        if (index < 0) {
            throw new ValidationException(
                    "sink.partitioner: the table has no physical column '%s'"
                            .formatted(column.get()));
        }
        List<DataType> types = DataType.getFieldDataTypes(physicalType);
        return routing(partitioner, column.get(), index, types.get(index).getLogicalType());
    }

    private static RowSerializationSchema.Routing routing(
            Partitioner partitioner, String column, int index, LogicalType type) {
        boolean byColumn = partitioner == Partitioner.COLUMN;
        if (byColumn && type.is(LogicalTypeRoot.INTEGER)) {
            return new RowSerializationSchema.Routing.Partition(index);
        }
        if (!byColumn && type.is(LogicalTypeFamily.CHARACTER_STRING)) {
            return new RowSerializationSchema.Routing.StringKey(index);
        }
        if (!byColumn && type.is(LogicalTypeFamily.BINARY_STRING)) {
            return new RowSerializationSchema.Routing.BinaryKey(index);
        }
        throw new ValidationException(
                "sink.partitioner = %s: column '%s' must be %s, is %s"
                        .formatted(
                                partitioner,
                                column,
                                byColumn ? "INT" : "a character or binary string",
                                type.asSummaryString()));
    }
}
