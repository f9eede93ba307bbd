package lab.topics;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.XXHash32;

/**
 * Which partition a key belongs to: xxh32 of its UTF-8 bytes with seed 0, modulo the partitions, as
 * the server itself does for a message key.
 *
 * <p>We work it out ourselves and send by partition, so that a batch may hold many keys.
 */
public final class Partitioner {
    private Partitioner() {}

    public static int partition(String key, int partitions) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        var hash = new XXHash32(0);
        hash.update(bytes, 0, bytes.length);
        return (int) (hash.getValue() % partitions);
    }
}
