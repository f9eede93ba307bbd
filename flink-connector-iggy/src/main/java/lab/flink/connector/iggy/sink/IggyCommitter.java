// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.client.OnceAppender;
import lab.flink.connector.iggy.client.TopicInfo;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SinkCommitterMetricGroup;

/**
 * Sends the batches of a complete checkpoint. It tries, as long as the retry policy says, until all
 * of it is there; then it throws, and the job is restored. What comes out of a restored state may
 * have been sent by those before.
 */
final class IggyCommitter implements Committer<IggyCommittable> {

    private static final Comparator<IggyCommittable> AS_WRITTEN =
            Comparator.comparingLong(IggyCommittable::checkpoint)
                    .thenComparingInt(IggyCommittable::sequence);

    private final OnceAppender appender;
    private final OptionalLong restoredCheckpoint;

    IggyCommitter(
            OnceAppender appender,
            OptionalLong restoredCheckpoint,
            SinkCommitterMetricGroup metrics) {
        this.appender = appender;
        this.restoredCheckpoint = restoredCheckpoint;
        MetricGroup own = metrics.addGroup("IggyCommitter");
        own.gauge("sentMessages", appender::sentMessages);
        own.gauge("foundMessages", appender::foundMessages);
        own.gauge("unverifiedMessages", appender::unverifiedMessages);
        own.gauge("looks", appender::looks);
        own.gauge("reconnects", appender::reconnects);
    }

    @Override
    public void commit(Collection<CommitRequest<IggyCommittable>> requests)
            throws IOException, InterruptedException {
        Map<TopicPartition, List<IggyCommittable>> byPartition =
                requests.stream()
                        .map(CommitRequest::getCommittable)
                        .sorted(AS_WRITTEN)
                        .collect(
                                Collectors.groupingBy(
                                        IggyCommittable::partition,
                                        () ->
                                                new TreeMap<>(
                                                        Comparator.comparing(
                                                                TopicPartition::toString)),
                                        Collectors.toList()));
        for (Map.Entry<TopicPartition, List<IggyCommittable>> each : byPartition.entrySet()) {
            commit(each.getKey(), each.getValue());
        }
    }

    @Override
    public void close() {
        appender.close();
    }

    private void commit(TopicPartition partition, List<IggyCommittable> batches)
            throws IOException, InterruptedException {
        try {
            append(partition, batches);
        } catch (IggyException e) {
            if (!e.isMissing() || !batches.stream().allMatch(IggyCommittable::movable)) {
                throw new IOException("iggy sink: cannot commit, " + e.getMessage(), e);
            }
            append(instead(partition), batches);
        }
    }

    private void append(TopicPartition partition, List<IggyCommittable> batches)
            throws IOException, InterruptedException {
        boolean restored = batches.stream().anyMatch(this::isRestored);
        appender.append(partition, batches.stream().map(IggyCommittable::piece).toList(), restored);
    }

    private boolean isRestored(IggyCommittable committable) {
        return restoredCheckpoint.isPresent()
                && committable.checkpoint() <= restoredCheckpoint.getAsLong();
    }

    /** The same one however often it is asked for, as long as no more are deleted. */
    private TopicPartition instead(TopicPartition deleted)
            throws IOException, InterruptedException {
        List<TopicInfo.PartitionInfo> left =
                appender.topic(deleted.stream(), deleted.topic()).partitions();
        return new TopicPartition(
                deleted.stream(),
                deleted.topic(),
                left.get(deleted.partition() % left.size()).id());
    }
}
