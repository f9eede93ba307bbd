package lab.iggy.embedded.storage.offsets;

import java.time.Instant;
import lab.iggy.embedded.storage.PartitionLog;

/**
 * A partition of a topic: its log, and the offsets that consumers stored of it.
 *
 * @param id its number in the topic
 * @param uid its number in this broker for ever; a partition that is made anew under an old id has
 *     another one
 */
public record Partition(
        int id, long uid, Instant createdAt, PartitionLog log, ConsumerOffsets offsets) {}
