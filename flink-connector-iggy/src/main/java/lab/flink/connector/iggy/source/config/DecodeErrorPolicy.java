// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.config;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/** What becomes of a message that cannot be decoded. */
@PublicEvolving
public sealed interface DecodeErrorPolicy extends Serializable {

    /** The task fails, and fails again at the same message. */
    record Fail() implements DecodeErrorPolicy {}

    /** It is counted and left out. */
    record Skip() implements DecodeErrorPolicy {}

    /**
     * It is counted, left out, and its bytes are sent to another topic of the same stream before
     * anything behind it is emitted.
     *
     * @param source names this reader in the letters; also their key
     */
    record DeadLetter(String topic, String source) implements DecodeErrorPolicy {
        public DeadLetter {
            if (topic.isBlank() || source.isBlank()) {
                throw new IllegalArgumentException(
                        "scan.dead-letter: topic and source must not be blank");
            }
        }
    }
}
