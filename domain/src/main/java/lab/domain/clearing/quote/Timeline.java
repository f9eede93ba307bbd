package lab.domain.clearing.quote;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by a number that grows, an hour of them at a time: what comes is newer than what is there,
 * and what goes is the oldest. So it is a ring of numbers and values, and not a tree: a tree of an
 * hour of ticks is spread over memory, and each tick rebalances it at both ends.
 *
 * <p>A number that is not newer is let in at its place too, which moves those behind it.
 */
final class Timeline<V> {
    private static final int FIRST_CAPACITY = 16;

    private long[] keys = new long[FIRST_CAPACITY];
    private @Nullable Object[] values = new Object[FIRST_CAPACITY];
    private int first;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The least number; there must be one. */
    long firstKey() {
        return keyAt(checked(0));
    }

    /** Takes a value, in the place of one of the same number. */
    void put(long key, V value) {
        int place = placeOf(key);
        if (place < size && keyAt(place) == key) {
            values[slot(place)] = value;
            return;
        }
        if (size == keys.length) {
            grow();
        }
        size++;
        for (int i = size - 1; i > place; i--) {
            keys[slot(i)] = keys[slot(i - 1)];
            values[slot(i)] = values[slot(i - 1)];
        }
        keys[slot(place)] = key;
        values[slot(place)] = value;
    }

    /** The value of the greatest number below one. */
    @Nullable V below(long key) {
        int place = placeOf(key);
        return place == 0 ? null : valueAt(place - 1);
    }

    /** The value of the least number above one. */
    @Nullable V above(long key) {
        int place = placeOf(key);
        if (place < size && keyAt(place) == key) {
            place++;
        }
        return place == size ? null : valueAt(place);
    }

    /** The least number first. */
    void forEach(Consumer<? super V> action) {
        for (int i = 0; i < size; i++) {
            action.accept(valueAt(i));
        }
    }

    /** Removes the least number with its value; there must be one. */
    V removeFirst() {
        V removed = valueAt(checked(0));
        values[first] = null;
        first = slot(1);
        size--;
        return removed;
    }

    /** Removes all but the greatest of the numbers below one. */
    void keepOneBelow(long key) {
        while (size > 1 && keyAt(1) < key) {
            var _ = removeFirst();
        }
    }

    /** Where a number is, or would be. */
    private int placeOf(long key) {
        if (size == 0 || keyAt(size - 1) < key) {
            return size; // as nearly always
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keyAt(middle) < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int checked(int place) {
        if (place >= size) {
            throw new IllegalStateException("timeline: must have a value, has none");
        }
        return place;
    }

    private long keyAt(int place) {
        return keys[slot(place)];
    }

    @SuppressWarnings("unchecked") // nothing else is put there
    private V valueAt(int place) {
        V value = (V) values[slot(place)];
        if (value == null) {
            throw new IllegalStateException("timeline: must have a value at " + place);
        }
        return value;
    }

    private int slot(int place) {
        return (first + place) & (keys.length - 1);
    }

    private void grow() {
        long[] moreKeys = new long[2 * size];
        @Nullable Object[] moreValues = new Object[2 * size];
        for (int i = 0; i < size; i++) {
            moreKeys[i] = keys[slot(i)];
            moreValues[i] = values[slot(i)];
        }
        keys = moreKeys;
        values = moreValues;
        first = 0;
    }
}
