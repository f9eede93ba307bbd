package lab.iggy.embedded.storage;

import java.util.Arrays;

/**
 * The part of a segment's index that is kept in memory: entries at least {@link #STRIDE} messages
 * apart, so that a segment of single messages costs no more than one of big batches. One writer,
 * any number of readers.
 */
final class SparseIndex {
    /** Messages between two entries. */
    static final int STRIDE = 64;

    /** Where a walk to a message starts. */
    record Mark(int offset, int position) {}

    private static final class Marks {
        final int[] offsets;
        final int[] positions;
        final long[] timestamps;
        final int count;

        Marks(int[] offsets, int[] positions, long[] timestamps, int count) {
            this.offsets = offsets;
            this.positions = positions;
            this.timestamps = timestamps;
            this.count = count;
        }
    }

    private static final Mark START = new Mark(0, 0);

    private volatile Marks marks = new Marks(new int[4], new int[4], new long[4], 0);

    void add(int offset, int position, long timestamp) {
        var now = marks;
        int count = now.count;
        if (count > 0 && offset - now.offsets[count - 1] < STRIDE) {
            return;
        }
        if (count == now.offsets.length) {
            int capacity = count * 2;
            now =
                    new Marks(
                            Arrays.copyOf(now.offsets, capacity),
                            Arrays.copyOf(now.positions, capacity),
                            Arrays.copyOf(now.timestamps, capacity),
                            count);
        }
        // Readers see only what lies below the count of the marks they hold, so the arrays can be
        // shared.
        now.offsets[count] = offset;
        now.positions[count] = position;
        now.timestamps[count] = timestamp;
        marks = new Marks(now.offsets, now.positions, now.timestamps, count + 1);
    }

    /** The last mark at or before a message. */
    Mark atOrBefore(int offset) {
        var now = marks;
        int found = Arrays.binarySearch(now.offsets, 0, now.count, offset);
        return mark(now, found >= 0 ? found : -found - 2);
    }

    /** The last mark at or before a place in the file. */
    Mark atOrBeforePosition(int position) {
        var now = marks;
        int found = Arrays.binarySearch(now.positions, 0, now.count, position);
        return mark(now, found >= 0 ? found : -found - 2);
    }

    /**
     * The last mark whose time is before {@code timestamp}: the first message that is not, lies
     * behind it.
     */
    Mark before(long timestamp) {
        var now = marks;
        int low = 0;
        int high = now.count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(now.timestamps[middle], timestamp) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return mark(now, low - 1);
    }

    private static Mark mark(Marks marks, int index) {
        return index < 0 ? START : new Mark(marks.offsets[index], marks.positions[index]);
    }
}
