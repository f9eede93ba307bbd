package lab.benchmarks.generator;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import lab.benchmarks.market.GeneratedMarket;
import lab.benchmarks.market.Load;
import lab.benchmarks.market.MarketEvent;
import lab.topics.Topic;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows as fast as they are taken, some of each partition in turn, and then stays: as a topic
 * it has no end.
 */
final class GeneratorReader implements SourceReader<RowData, GeneratorSplit> {
    private static final int ROWS_AT_A_TIME = 1_000;

    private final Load load;
    private final Topic topic;
    private final MarketColumn[] columns;
    private final long rowsOfPartition;
    private final ArrayDeque<Progress> splits = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();

    GeneratorReader(Load load, Topic topic, MarketColumn[] columns) {
        this.load = load;
        this.topic = topic;
        this.columns = columns;
        this.rowsOfPartition = load.rowsOfPartition(topic.topicName());
    }

    /** How far a split has come. */
    private static final class Progress {
        private final GeneratorSplit split;
        private @Nullable SourceOutput<RowData> output;
        private long next;
        private int leftOfTurn = ROWS_AT_A_TIME;

        Progress(GeneratorSplit split) {
            this.split = split;
            this.next = split.next();
        }
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<RowData> output) {
        for (int i = 0; i < splits.size(); i++) {
            Progress progress = splits.getFirst();
            if (progress.next < rowsOfPartition && progress.leftOfTurn-- > 0) {
                emit(progress, output);
                return InputStatus.MORE_AVAILABLE;
            }
            progress.leftOfTurn = ROWS_AT_A_TIME;
            splits.addLast(splits.removeFirst());
        }
        if (isMoreLeft()) {
            return InputStatus.MORE_AVAILABLE;
        }
        available = new CompletableFuture<>();
        return InputStatus.NOTHING_AVAILABLE;
    }

    private boolean isMoreLeft() {
        return splits.stream().anyMatch(progress -> progress.next < rowsOfPartition);
    }

    private void emit(Progress progress, ReaderOutput<RowData> output) {
        SourceOutput<RowData> ofSplit = progress.output;
        if (ofSplit == null) {
            ofSplit = output.createOutputForSplit(progress.split.splitId());
            progress.output = ofSplit;
        }
        MarketEvent event =
                GeneratedMarket.event(load, topic, progress.split.partition(), progress.next++);
        ofSplit.collect(MarketColumn.row(columns, event), event.micros() / 1_000);
    }

    @Override
    public List<GeneratorSplit> snapshotState(long checkpoint) {
        return splits.stream()
                .map(progress -> new GeneratorSplit(progress.split.partition(), progress.next))
                .toList();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public void addSplits(List<GeneratorSplit> added) {
        added.forEach(split -> splits.add(new Progress(split)));
        available.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
