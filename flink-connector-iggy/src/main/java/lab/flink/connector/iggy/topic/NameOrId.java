// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.topic;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/**
 * How a stream or a topic is told to the server. The two are kept apart, as they are on the wire: a
 * name may consist of digits, and is a name all the same.
 */
@Internal
public sealed interface NameOrId extends Serializable {

    /** By its name. */
    record Name(String value) implements NameOrId {
        public Name {
            if (value.isBlank()) {
                throw new IllegalArgumentException("name: must not be blank");
            }
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** By the number that the server has given it, and gives to another once it is deleted. */
    record Id(long value) implements NameOrId {
        private static final long MAX = 0xFFFF_FFFFL;

        public Id {
            if (value < 0 || value > MAX) {
                throw new IllegalArgumentException("id: must be 0 to " + MAX + ", was " + value);
            }
        }

        @Override
        public String toString() {
            return "(id " + value + ")";
        }
    }
}
