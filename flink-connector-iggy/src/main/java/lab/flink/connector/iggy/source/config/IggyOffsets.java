// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.config;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A place in every partition, said by rule: where reading starts or where it stops. The enumerator
 * resolves it to one concrete offset for each partition.
 */
@PublicEvolving
public sealed interface IggyOffsets extends Serializable {

    /** The offset of the first message at or after this place. */
    long resolve(PartitionLog log) throws IOException, InterruptedException;

    static IggyOffsets earliest() {
        return new Earliest();
    }

    static IggyOffsets latest() {
        return new Latest();
    }

    /** After the offset that the source's consumer stored; where it stored none, the other rule. */
    static IggyOffsets committedOr(IggyOffsets otherwise) {
        return new Committed(otherwise);
    }

    /** After the offset that the source's consumer stored; it is an error if it stored none. */
    static IggyOffsets committed() {
        return new Committed(new Refuse());
    }

    static IggyOffsets timestamp(Instant at) {
        return new Timestamp(at);
    }

    /** These offsets by partition; the earliest for partitions not named. */
    static IggyOffsets of(Map<Integer, Long> byPartition) {
        return new Specific(byPartition);
    }

    /** The first message retained. */
    record Earliest() implements IggyOffsets {
        @Override
        public long resolve(PartitionLog log) throws IOException, InterruptedException {
            return log.earliest();
        }
    }

    /** Behind the newest message there is. */
    record Latest() implements IggyOffsets {
        @Override
        public long resolve(PartitionLog log) throws IOException, InterruptedException {
            return log.next();
        }
    }

    /** Behind the last message that the consumer says to have read. */
    record Committed(IggyOffsets otherwise) implements IggyOffsets {
        @Override
        public long resolve(PartitionLog log) throws IOException, InterruptedException {
            OptionalLong stored = log.committed();
            return stored.isPresent() ? stored.getAsLong() + 1 : otherwise.resolve(log);
        }
    }

    /** The first message that the server took in at this time or after. */
    record Timestamp(Instant at) implements IggyOffsets {
        @Override
        public long resolve(PartitionLog log) throws IOException, InterruptedException {
            OptionalLong found = log.atOrAfter(at);
            return found.isPresent() ? found.getAsLong() : log.next();
        }
    }

    /** One offset for each partition named. */
    record Specific(Map<Integer, Long> byPartition) implements IggyOffsets {
        public Specific {
            byPartition = Map.copyOf(byPartition);
            byPartition.forEach((partition, offset) -> {
                if (partition < 0 || offset < 0) {
                    throw new IllegalArgumentException(
                            "specific offsets: must not be negative, was partition %d offset %d"
                                    .formatted(partition, offset));
                }
            });
        }

        @Override
        public long resolve(PartitionLog log) throws IOException, InterruptedException {
            Long offset = byPartition.get(log.partition().partition());
            return offset == null ? log.earliest() : offset;
        }
    }

    /** No place: reading must not start like this. */
    record Refuse() implements IggyOffsets {
        @Override
        public long resolve(PartitionLog log) throws IOException {
            throw new MissingOffsetException(
                    log.partition()
                            + ": the consumer must have stored an offset to start from, and has none");
        }
    }

    /** A partition has no offset by the rule given. */
    final class MissingOffsetException extends IOException {
        MissingOffsetException(String message) {
            super(message);
        }
    }
}
