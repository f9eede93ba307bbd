// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.config;

import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.annotation.Internal;

/** What one partition's log answers while offsets are being resolved. Asks the server: may wait. */
@Internal
public interface PartitionLog {

    TopicPartition partition();

    /** Offset of the first message retained, or of the next to come if there is none. */
    long earliest() throws IOException, InterruptedException;

    /** The offset that the next message will get. */
    long next() throws IOException, InterruptedException;

    /** Offset of the first message taken in at this time or after, if there is one. */
    OptionalLong atOrAfter(Instant time) throws IOException, InterruptedException;

    /** The offset that the source's consumer stored as its last one, if it did. */
    OptionalLong committed() throws IOException, InterruptedException;
}
