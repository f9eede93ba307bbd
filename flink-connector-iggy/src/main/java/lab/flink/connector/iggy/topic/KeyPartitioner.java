// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.topic;

import org.apache.commons.codec.digest.XXHash32;
import org.apache.flink.annotation.Internal;

/** The server's own rule for a message key, applied by the client: xxHash32 (seed 0) mod n. */
@Internal
public final class KeyPartitioner {

    private static final int SEED = 0;

    private KeyPartitioner() {}

    public static int partition(byte[] key, int partitionCount) {
        var hash = new XXHash32(SEED);
        hash.update(key, 0, key.length);
        return (int) (hash.getValue() % partitionCount);
    }
}
