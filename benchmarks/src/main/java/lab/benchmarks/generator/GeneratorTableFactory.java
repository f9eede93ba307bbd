package lab.benchmarks.generator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lab.flink.connector.iggy.table.IggyDynamicTableFactory;
import lab.topics.Topic;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Takes the place of the connector {@code iggy} under a bus table: it accepts the same options, of
 * which it heeds stream and topic.
 */
public final class GeneratorTableFactory implements DynamicTableSourceFactory {
    public static final String IDENTIFIER = "bench-generator";

    private static final ConfigOption<String> STREAM =
            ConfigOptions.key("stream").stringType().noDefaultValue();
    private static final ConfigOption<String> TOPIC =
            ConfigOptions.key("topic").stringType().noDefaultValue();

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(STREAM, TOPIC);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        var options = new HashSet<ConfigOption<?>>();
        var replaced = new IggyDynamicTableFactory();
        options.addAll(replaced.requiredOptions());
        options.addAll(replaced.optionalOptions());
        return options;
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        var options = FactoryUtil.createTableFactoryHelper(this, context).getOptions();
        String topic = options.get(TOPIC);
        return new GeneratorTableSource(
                options.get(STREAM),
                Topic.named(topic)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "topic: must be one of the bus, was " + topic)),
                context.getPhysicalRowDataType(),
                List.of());
    }
}
