package lab.iggy.embedded.wire;

import org.apache.commons.codec.digest.XXHash32;

/** The protocol's hash of message keys and consumer names: XXH32 with seed 0. */
public final class KeyHash {
    private KeyHash() {}

    public static int of(byte[] bytes) {
        var hash = new XXHash32();
        hash.update(bytes, 0, bytes.length);
        return (int) hash.getValue();
    }

    /** The partition that a message key belongs to. */
    public static int partition(byte[] key, int partitions) {
        return Integer.remainderUnsigned(of(key), partitions);
    }
}
