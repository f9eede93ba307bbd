// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.MetricNames;

/**
 * What a source reader reports.
 *
 * <p>By Flink's standard, on the operator: {@code numRecordsIn}, {@code numBytesIn}, {@code
 * numRecordsInErrors}, {@code pendingRecords} (messages in the log that have not been fetched,
 * summed over the reader's partitions), {@code currentFetchEventTimeLag} (of the partition that
 * lags most).
 *
 * <p>Ours, in the group {@code IggySourceReader}: {@code polls}, {@code emptyPolls}, {@code
 * reconnects}, {@code dataLosses}, {@code deadLetters}, {@code commitsSucceeded}, {@code
 * commitsFailed}, {@code millisSinceLastAnswer} (grows while the server is lost); and for each
 * partition {@code IggySourceReader.stream.S.topic.T.partition.N.currentOffset} (last one emitted)
 * and {@code .committedOffset} (last one stored in Iggy), -1 for none as in Flink's other
 * connectors.
 */
@Internal
public final class IggySourceReaderMetrics {

    public static final String GROUP = "IggySourceReader";

    private final MetricGroup group;
    private final Counter bytesIn;
    private final Counter recordsInErrors;
    private final Counter polls;
    private final Counter emptyPolls;
    private final Counter reconnects;
    private final Counter dataLosses;
    private final Counter deadLetters;
    private final Counter commitsSucceeded;
    private final Counter commitsFailed;
    private final AtomicLong lastAnswerNanos = new AtomicLong(System.nanoTime());
    private final Map<String, SplitMetrics> splits = new ConcurrentHashMap<>();
    private final Map<TopicPartition, SplitMetrics> registered = new ConcurrentHashMap<>();

    public IggySourceReaderMetrics(SourceReaderMetricGroup reader) {
        this.group = reader.addGroup(GROUP);
        this.bytesIn = reader.getIOMetricGroup().getNumBytesInCounter();
        this.recordsInErrors = reader.getNumRecordsInErrorsCounter();
        reader.setPendingRecordsGauge(this::pendingRecords);
        reader.gauge(MetricNames.CURRENT_FETCH_EVENT_TIME_LAG, this::worstFetchLagMillis);
        polls = group.counter("polls");
        emptyPolls = group.counter("emptyPolls");
        reconnects = group.counter("reconnects");
        dataLosses = group.counter("dataLosses");
        deadLetters = group.counter("deadLetters");
        commitsSucceeded = group.counter("commitsSucceeded");
        commitsFailed = group.counter("commitsFailed");
        group.gauge("millisSinceLastAnswer", this::millisSinceLastAnswer);
    }

    /** The split's numbers, kept over a split's return to the same reader. */
    public SplitMetrics addSplit(IggyPartitionSplit split) {
        return splits.computeIfAbsent(split.splitId(), id -> register(split));
    }

    public void removeSplit(String splitId) {
        splits.remove(splitId);
    }

    public void polled(boolean empty) {
        lastAnswerNanos.setOpaque(System.nanoTime());
        polls.inc();
        if (empty) {
            emptyPolls.inc();
        }
    }

    public void bytesIn(long bytes) {
        bytesIn.inc(bytes);
    }

    public void decodeError() {
        recordsInErrors.inc();
    }

    public void deadLetters(int letters) {
        deadLetters.inc(letters);
    }

    public void reconnected() {
        reconnects.inc();
    }

    public void dataLost() {
        dataLosses.inc();
    }

    public void committed(boolean success) {
        (success ? commitsSucceeded : commitsFailed).inc();
    }

    public void committedUpTo(TopicPartition partition, long next) {
        SplitMetrics metrics = registered.get(partition);
        if (metrics != null) {
            metrics.committedUpTo(next);
        }
    }

    private SplitMetrics register(IggyPartitionSplit split) {
        return registered.computeIfAbsent(
                split.partition(),
                partition -> {
                    var metrics = new SplitMetrics(split.nextOffset());
                    MetricGroup own =
                            group.addGroup("stream", partition.stream())
                                    .addGroup("topic", partition.topic())
                                    .addGroup("partition", String.valueOf(partition.partition()));
                    own.gauge("currentOffset", () -> metrics.nextToEmit() - 1);
                    own.gauge("committedOffset", () -> metrics.committed() - 1);
                    return metrics;
                });
    }

    private long pendingRecords() {
        return splits.values().stream().mapToLong(SplitMetrics::pending).sum();
    }

    private long worstFetchLagMillis() {
        return splits.values().stream().mapToLong(SplitMetrics::fetchLagMillis).max().orElse(0);
    }

    private long millisSinceLastAnswer() {
        return (System.nanoTime() - lastAnswerNanos.getOpaque()) / 1_000_000;
    }
}
