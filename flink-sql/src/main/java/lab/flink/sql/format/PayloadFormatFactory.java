package lab.flink.sql.format;

import java.util.Set;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.SerializationFormatFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * The format {@code lab-payload}: the message is what stands in the text column {@code payload};
 * the other columns say where it goes.
 */
public final class PayloadFormatFactory implements SerializationFormatFactory {
    private static final String PAYLOAD = "payload";

    @Override
    public String factoryIdentifier() {
        return "lab-payload";
    }

    @Override
    public EncodingFormat<SerializationSchema<RowData>> createEncodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        return new Format();
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    private static final class Format implements EncodingFormat<SerializationSchema<RowData>> {
        @Override
        public SerializationSchema<RowData> createRuntimeEncoder(
                DynamicTableSink.Context context, DataType type) {
            int column = ((RowType) type.getLogicalType()).getFieldIndex(PAYLOAD);
            if (column < 0) {
                throw new IllegalArgumentException(
                        "lab-payload: the table must have a column payload, has "
                                + DataType.getFieldNames(type));
            }
            return row -> row.getString(column).toBytes();
        }

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }
    }
}
