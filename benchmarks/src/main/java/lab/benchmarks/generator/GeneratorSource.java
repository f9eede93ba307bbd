package lab.benchmarks.generator;

import java.util.List;
import lab.benchmarks.market.Load;
import lab.topics.Topic;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;

/** The rows of a topic, made where they are needed. */
final class GeneratorSource implements Source<RowData, GeneratorSplit, Integer> {
    private static final long serialVersionUID = 1L;

    private final String stream;
    private final Topic topic;
    private final MarketColumn[] columns;

    GeneratorSource(String stream, Topic topic, List<MarketColumn> columns) {
        this.stream = stream;
        this.topic = topic;
        this.columns = columns.toArray(MarketColumn[]::new);
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<RowData, GeneratorSplit> createReader(SourceReaderContext context) {
        return new GeneratorReader(Load.ofStream(stream), topic, columns);
    }

    @Override
    public SplitEnumerator<GeneratorSplit, Integer> createEnumerator(
            SplitEnumeratorContext<GeneratorSplit> context) {
        return new GeneratorEnumerator(context);
    }

    @Override
    public SplitEnumerator<GeneratorSplit, Integer> restoreEnumerator(
            SplitEnumeratorContext<GeneratorSplit> context, Integer nothing) {
        return new GeneratorEnumerator(context);
    }

    @Override
    public SimpleVersionedSerializer<GeneratorSplit> getSplitSerializer() {
        return new GeneratorSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new GeneratorSplit.NothingSerializer();
    }
}
