// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import lab.flink.connector.iggy.topic.KeyPartitioner;

/** Applies a partitioning to one message after another. */
final class PartitionRouter {

    private final SinkPartitioning partitioning;
    private final int partitionCount;
    private final int fixed;
    private int turn;

    /** Deleted since the start; noted by the sender's thread. */
    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();

    PartitionRouter(SinkPartitioning partitioning, int partitionCount, int subtask) {
        this.partitioning = partitioning;
        this.partitionCount = partitionCount;
        this.fixed = subtask % partitionCount;
        this.turn = fixed;
    }

    int partitionOf(IggyOutgoingMessage message) {
        passOverGone();
        if (partitioning instanceof SinkPartitioning.ByKey) {
            Optional<byte[]> key = message.key();
            return key.isPresent() ? KeyPartitioner.partition(key.get(), partitionCount) : turn;
        }
        if (partitioning instanceof SinkPartitioning.Fixed) {
            return fixed;
        }
        if (partitioning instanceof SinkPartitioning.ByMessage) {
            return named(message);
        }
        return turn;
    }

    /** A batch for this partition has been closed; if its turn it was, it is the next one's. */
    void batchClosed(int partition) {
        if (partition == turn) {
            turn = (turn + 1) % partitionCount;
        }
    }

    /**
     * A partition has been deleted: another one that may take what was balanced onto it, if there
     * is one. Called by any thread.
     */
    OptionalInt instead(int deleted) {
        gone.add(deleted);
        return partitioning instanceof SinkPartitioning.Balanced
                ? IntStream.range(1, partitionCount)
                        .map(step -> (deleted + step) % partitionCount)
                        .filter(each -> !gone.contains(each))
                        .findFirst()
                : OptionalInt.empty();
    }

    private void passOverGone() {
        for (int i = 0; i < partitionCount && gone.contains(turn); i++) {
            turn = (turn + 1) % partitionCount;
        }
    }

    private int named(IggyOutgoingMessage message) {
        int partition =
                message.partition()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "message: must name its partition, has none"));
        if (partition < 0 || partition >= partitionCount) {
            throw new IllegalArgumentException(
                    "message: partition must be 0 to %d, was %d"
                            .formatted(partitionCount - 1, partition));
        }
        return partition;
    }
}
