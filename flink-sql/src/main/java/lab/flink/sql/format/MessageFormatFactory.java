package lab.flink.sql.format;

import java.util.Set;
import lab.domain.MarketClock;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;

/**
 * Makes the format {@code lab-<kind>}. Its one option, {@code market-clock}, says how far a message
 * may be ahead of the bus: see {@link MarketClock}.
 */
abstract class MessageFormatFactory implements DeserializationFormatFactory {
    static final ConfigOption<String> MARKET_CLOCK =
            ConfigOptions.key("market-clock")
                    .stringType()
                    .defaultValue(MarketClock.REAL.word())
                    .withDescription("real, or own of a market that is simulated or replayed");

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
        return new MessageFormat<>(kind, MarketClock.parse(options.get(MARKET_CLOCK)));
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(MARKET_CLOCK);
    }
}
