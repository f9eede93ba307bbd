package lab.domain.repeat;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The trade ids of a pair that were met, as ranges: an exchange numbers a pair's trades without
 * gaps, so a day of them is one range.
 *
 * <p>Each range is kept at least until event time reaches the latest moment that one of its ids was
 * asked to be kept. Past that it is forgotten only once there are more than {@value #RANGES_SPARE}
 * ranges. So there are never more than the larger of that and twice the ids that must be kept.
 */
public final class TradeIds {
    static final int RANGES_SPARE = 1_024;

    private long[] first;
    private long[] last;
    private long[] until;
    private int size;
    private int sizeOfNextSweep = RANGES_SPARE;

    public TradeIds() {
        this(4);
    }

    private TradeIds(int capacity) {
        first = new long[capacity];
        last = new long[capacity];
        until = new long[capacity];
    }

    int size() {
        return size;
    }

    /**
     * Takes an id in.
     *
     * @param keepUntil event time, microseconds, before which the id is surely remembered
     * @param now event time
     * @return whether it was not there
     */
    public boolean add(long id, long keepUntil, long now) {
        int below = indexAtOrBelow(id);
        if (below >= 0 && id <= last[below]) {
            return false;
        }
        boolean extendsBelow = below >= 0 && last[below] + 1 == id;
        boolean extendsAbove = below + 1 < size && first[below + 1] - 1 == id;
        if (extendsBelow && extendsAbove) {
            last[below] = last[below + 1];
            until[below] = Math.max(Math.max(until[below], until[below + 1]), keepUntil);
            remove(below + 1);
        } else if (extendsBelow) {
            last[below] = id;
            until[below] = Math.max(until[below], keepUntil);
        } else if (extendsAbove) {
            first[below + 1] = id;
            until[below + 1] = Math.max(until[below + 1], keepUntil);
        } else {
            insert(below + 1, id, keepUntil);
            if (size > sizeOfNextSweep) {
                sweep(now);
            }
        }
        return true;
    }

    /** The last range that begins at or below the id, or one before the first range. */
    private int indexAtOrBelow(long id) {
        // Trades come nearly in order: most belong to the end of the last range.
        if (size > 0 && first[size - 1] <= id) {
            return size - 1;
        }
        int found = Arrays.binarySearch(first, 0, size, id);
        return found >= 0 ? found : -found - 2;
    }

    private void insert(int at, long id, long keepUntil) {
        if (size == first.length) {
            int capacity = size * 2;
            first = Arrays.copyOf(first, capacity);
            last = Arrays.copyOf(last, capacity);
            until = Arrays.copyOf(until, capacity);
        }
        shift(at, at + 1);
        first[at] = id;
        last[at] = id;
        until[at] = keepUntil;
        size++;
    }

    private void remove(int at) {
        shift(at + 1, at);
        size--;
    }

    private void shift(int from, int to) {
        int moved = size - from;
        System.arraycopy(first, from, first, to, moved);
        System.arraycopy(last, from, last, to, moved);
        System.arraycopy(until, from, until, to, moved);
    }

    private void sweep(long now) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (until[i] > now) {
                first[kept] = first[i];
                last[kept] = last[i];
                until[kept] = until[i];
                kept++;
            }
        }
        size = kept;
        sizeOfNextSweep = Math.max(RANGES_SPARE, 2 * kept);
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeLong(first[i]);
            out.writeLong(last[i]);
            out.writeLong(until[i]);
        }
        out.writeInt(sizeOfNextSweep);
    }

    public static TradeIds read(DataInput in) throws IOException {
        int size = in.readInt();
        var ids = new TradeIds(Math.max(4, size));
        ids.size = size;
        for (int i = 0; i < size; i++) {
            ids.first[i] = in.readLong();
            ids.last[i] = in.readLong();
            ids.until[i] = in.readLong();
        }
        ids.sizeOfNextSweep = in.readInt();
        return ids;
    }
}
