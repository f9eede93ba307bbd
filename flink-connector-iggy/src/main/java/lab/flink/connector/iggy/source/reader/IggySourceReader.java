// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import lab.flink.connector.iggy.source.split.AssignedForNowEvent;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.source.split.IggyPartitionSplitState;
import lab.flink.connector.iggy.source.split.MadeAnewEvent;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.apache.flink.core.io.InputStatus;

/**
 * The reader of one subtask, on its task thread; polling and decoding are the fetcher thread's
 * ({@link IggySplitReader}). Adds to Flink's base: offsets are stored in Iggy after checkpoints,
 * and a reader that has been told that there is no split for it does not hold back the watermark.
 */
@SuppressWarnings("try") // Flink's base class declares close() with every exception
@Internal
public final class IggySourceReader<T>
        extends SingleThreadMultiplexSourceReaderBase<
                FetchedMessages<T>, T, IggyPartitionSplit, IggyPartitionSplitState> {

    private final IggySourceReaderMetrics metrics;
    private final Optional<OffsetCommitter> committer;
    private final TreeMap<Long, Map<TopicPartition, Long>> offsetsByCheckpoint = new TreeMap<>();
    private final Map<TopicPartition, Long> finished = new HashMap<>();

    /** Written by the fetcher: splits that end as their partition is gone. */
    private final Set<String> goneIds;

    /** Partitions that are gone stay this reader's: it reads them again if they are made anew. */
    private final Map<String, IggyPartitionSplit> gone = new HashMap<>();

    private boolean idleDue;

    private IggySourceReader(
            IggySourceConfig config,
            SingleThreadFetcherManager<FetchedMessages<T>, IggyPartitionSplit> fetchers,
            IggySourceReaderMetrics metrics,
            Set<String> goneIds,
            SourceReaderContext context) {
        super(fetchers, new IggyRecordEmitter<>(), context.getConfiguration(), context);
        this.metrics = metrics;
        this.goneIds = goneIds;
        this.committer =
                config.commitOffsets()
                        ? config.consumerName()
                                .map(name ->
                                        new OffsetCommitter(config.connection(), name, metrics))
                        : Optional.empty();
    }

    /** Opens nothing: the fetcher connects when it gets its first split. */
    public static <T> IggySourceReader<T> create(
            IggySourceConfig config,
            IggyDeserializationSchema<T> schema,
            SourceReaderContext context) {
        var metrics = new IggySourceReaderMetrics(context.metricGroup());
        var decoder = new MessageDecoder<>(schema, config.onDecodeError(), metrics);
        Set<String> goneIds = ConcurrentHashMap.newKeySet();
        var fetchers =
                new SingleThreadFetcherManager<FetchedMessages<T>, IggyPartitionSplit>(
                        () -> new IggySplitReader<>(config, decoder, metrics, goneIds),
                        context.getConfiguration());
        return new IggySourceReader<>(config, fetchers, metrics, goneIds, context);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        if (idleDue) {
            idleDue = false;
            output.markIdle();
        }
        return super.pollNext(output);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof AssignedForNowEvent && getNumberOfCurrentlyAssignedSplits() == 0) {
            idleDue = true;
            splitFetcherManager.getQueue().notifyAvailable();
        }
        if (event instanceof MadeAnewEvent anew) {
            readAgain(anew);
        }
    }

    private void readAgain(MadeAnewEvent anew) {
        IggyPartitionSplit rested = gone.remove(anew.partition().toString());
        if (rested != null) {
            addSplits(
                    List.of(
                            new IggyPartitionSplit(
                                    anew.partition(),
                                    anew.logCreatedMicros(),
                                    0,
                                    rested.stopOffset(),
                                    Optional.empty())));
        }
    }

    @Override
    public List<IggyPartitionSplit> snapshotState(long checkpointId) {
        List<IggyPartitionSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
        splits.addAll(gone.values());
        if (committer.isPresent()) {
            var offsets = new HashMap<>(finished);
            splits.forEach(split -> offsets.put(split.partition(), split.nextOffset()));
            offsetsByCheckpoint.put(checkpointId, offsets);
        }
        return splits;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        Map<TopicPartition, Long> offsets = offsetsByCheckpoint.get(checkpointId);
        if (offsets != null) {
            committer.ifPresent(c -> c.commit(offsets));
        }
        offsetsByCheckpoint.headMap(checkpointId, true).clear();
    }

    @Override
    public void close() throws Exception {
        try {
            super.close();
        } finally {
            committer.ifPresent(OffsetCommitter::close);
        }
    }

    @Override
    protected void onSplitFinished(Map<String, IggyPartitionSplitState> states) {
        states.forEach((id, state) -> {
            finished.put(state.toSplit().partition(), state.nextOffset());
            if (goneIds.remove(id)) {
                gone.put(id, state.toSplit());
            }
            metrics.removeSplit(id);
        });
    }

    @Override
    protected IggyPartitionSplitState initializedState(IggyPartitionSplit split) {
        idleDue = false;
        var state = new IggyPartitionSplitState(split);
        metrics.addSplit(split).emitting(state::nextOffset);
        return state;
    }

    @Override
    protected IggyPartitionSplit toSplitType(String splitId, IggyPartitionSplitState state) {
        return state.toSplit();
    }
}
