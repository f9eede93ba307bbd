// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/** Which partition a message goes to. */
@PublicEvolving
public sealed interface SinkPartitioning extends Serializable {

    /** Each batch to the next partition in turn. */
    record Balanced() implements SinkPartitioning {}

    /** By xxHash32 of the message's key, as the server would; messages without a key in turn. */
    record ByKey() implements SinkPartitioning {}

    /** Each subtask to one partition, subtask number mod n. */
    record Fixed() implements SinkPartitioning {}

    /** The partition that the message names. */
    record ByMessage() implements SinkPartitioning {}
}
