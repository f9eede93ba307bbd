// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import lab.flink.connector.iggy.client.OnceAppender.Piece;
import lab.flink.connector.iggy.client.TopicPartition;

/**
 * A batch that waits for its checkpoint to be complete.
 *
 * @param movable whether another partition will do if this one is deleted
 * @param checkpoint the earliest checkpoint that it can belong to; counted by the writer, which is
 *     not told the checkpoint's own number in time
 * @param sequence its place among the batches of that writer and checkpoint
 * @param piece the messages, and where the log ended before them
 */
record IggyCommittable(
        TopicPartition partition, boolean movable, long checkpoint, int sequence, Piece piece) {}
