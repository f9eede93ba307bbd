package lab.powerloss;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** The bytes of a file as they are, and as they are on the disk. */
final class Contents implements Node {
    static final int SECTOR_BYTES = 512;

    byte[] bytes = new byte[0];
    int size;
    byte[] forced = new byte[0];
    final BitSet unforcedSectors = new BitSet();
    boolean locked;

    synchronized void write(ByteBuffer from, int position) {
        int length = from.remaining();
        if (length == 0) {
            return;
        }
        int end = position + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        int changedFrom = Math.min(position, size);
        from.get(bytes, position, length);
        size = Math.max(size, end);
        touch(changedFrom, end);
    }

    /** Bytes read, or -1 at the end. */
    synchronized int read(ByteBuffer into, long position) {
        if (position >= size) {
            return -1;
        }
        int length = Math.min(into.remaining(), size - (int) position);
        into.put(bytes, (int) position, length);
        return length;
    }

    synchronized void truncate(long to) {
        if (to < size) {
            int kept = (int) to;
            Arrays.fill(bytes, kept, size, (byte) 0);
            touch(kept, size);
            size = kept;
        }
    }

    synchronized void force() {
        forced = Arrays.copyOf(bytes, size);
        unforcedSectors.clear();
    }

    private void touch(int from, int to) {
        unforcedSectors.set(from / SECTOR_BYTES, (to + SECTOR_BYTES - 1) / SECTOR_BYTES);
    }

    synchronized int size() {
        return size;
    }
}
