package lab.flink.sql.format;

import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;

/** Makes the format {@code lab-<kind>}; it has no options. */
abstract class MessageFormatFactory implements DeserializationFormatFactory {
    private final MessageKind<?> kind;

    MessageFormatFactory(MessageKind<?> kind) {
        this.kind = kind;
    }

    @Override
    public String factoryIdentifier() {
        return "lab-" + kind.name();
    }

    @Override
    public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        return new MessageFormat<>(kind);
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }
}
