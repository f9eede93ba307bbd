// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source;

import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.enumerator.IggyEnumeratorState;
import lab.flink.connector.iggy.source.enumerator.IggyEnumeratorStateSerializer;
import lab.flink.connector.iggy.source.enumerator.IggySourceEnumerator;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.source.reader.IggySourceReader;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.source.split.IggyPartitionSplitSerializer;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * Reads Iggy topics: every message exactly once in Flink's state, partitions in order, at any
 * parallelism. Offsets live in checkpoints.
 *
 * <pre>{@code
 * IggySource<String> source =
 *         IggySource.<String>builder()
 *                 .connection(ConnectionConfig.of("localhost", 8090, credentials))
 *                 .stream("crypto")
 *                 .topics("trades")
 *                 .startingFrom(IggyOffsets.earliest())
 *                 .deserializer(IggyDeserializationSchema.ofPayload(new SimpleStringSchema()))
 *                 .build();
 * env.fromSource(source, WatermarkStrategy.noWatermarks(), "trades");
 * }</pre>
 */
@PublicEvolving
public final class IggySource<T>
        implements Source<T, IggyPartitionSplit, IggyEnumeratorState>, ResultTypeQueryable<T> {

    private static final long serialVersionUID = 1L;

    private final IggySourceConfig config;
    private final IggyDeserializationSchema<T> schema;

    public IggySource(IggySourceConfig config, IggyDeserializationSchema<T> schema) {
        this.config = config;
        this.schema = schema;
    }

    public static <T> IggySourceBuilder<T> builder() {
        return new IggySourceBuilder<>();
    }

    @Override
    public Boundedness getBoundedness() {
        return config.isBounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, IggyPartitionSplit> createReader(SourceReaderContext context)
            throws Exception {
        schema.open(new OpeningContext(context));
        return IggySourceReader.create(config, schema, context);
    }

    @Override
    public SplitEnumerator<IggyPartitionSplit, IggyEnumeratorState> createEnumerator(
            SplitEnumeratorContext<IggyPartitionSplit> context) {
        return new IggySourceEnumerator(context, config, IggyEnumeratorState.initial());
    }

    @Override
    public SplitEnumerator<IggyPartitionSplit, IggyEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<IggyPartitionSplit> context, IggyEnumeratorState state) {
        return new IggySourceEnumerator(context, config, state);
    }

    @Override
    public SimpleVersionedSerializer<IggyPartitionSplit> getSplitSerializer() {
        return new IggyPartitionSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<IggyEnumeratorState> getEnumeratorCheckpointSerializer() {
        return new IggyEnumeratorStateSerializer();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return schema.getProducedType();
    }

    /** What a schema may use while it opens. */
    private record OpeningContext(SourceReaderContext context)
            implements DeserializationSchema.InitializationContext {
        @Override
        public MetricGroup getMetricGroup() {
            return context.metricGroup().addGroup("deserializer");
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return context.getUserCodeClassLoader();
        }
    }
}
