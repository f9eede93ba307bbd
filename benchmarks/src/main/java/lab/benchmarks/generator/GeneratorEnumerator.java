package lab.benchmarks.generator;

import java.util.List;
import lab.topics.Bus;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/** Gives each reader its share of the partitions when it comes. */
final class GeneratorEnumerator implements SplitEnumerator<GeneratorSplit, Integer> {
    private final SplitEnumeratorContext<GeneratorSplit> context;

    GeneratorEnumerator(SplitEnumeratorContext<GeneratorSplit> context) {
        this.context = context;
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int reader) {
        int readers = context.currentParallelism();
        for (int partition = reader; partition < Bus.PARTITIONS; partition += readers) {
            context.assignSplit(new GeneratorSplit(partition, 0), reader);
        }
    }

    @Override
    public void handleSplitRequest(int reader, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<GeneratorSplit> splits, int reader) {
        throw new IllegalStateException("generator: a run that was measured must not restart");
    }

    @Override
    public Integer snapshotState(long checkpoint) {
        return 0;
    }

    @Override
    public void close() {}
}
