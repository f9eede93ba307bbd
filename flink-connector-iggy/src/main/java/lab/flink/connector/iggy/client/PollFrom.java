// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.annotation.Internal;

/** Where in a partition a poll begins. */
@Internal
public sealed interface PollFrom {

    /** The strategy's number on the wire. */
    byte kind();

    /** The strategy's argument on the wire. */
    long value();

    /** From this offset, or the first retained one if that is later. */
    record Offset(long value) implements PollFrom {
        @Override
        public byte kind() {
            return 1;
        }
    }

    /** From the first message that the server took in at this time or after. */
    record Timestamp(Instant at) implements PollFrom {
        @Override
        public byte kind() {
            return 2;
        }

        @Override
        public long value() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at);
        }
    }

    /** From the first message retained. */
    record First() implements PollFrom {
        @Override
        public byte kind() {
            return 3;
        }

        @Override
        public long value() {
            return 0;
        }
    }
}
