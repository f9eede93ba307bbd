package lab.cold;

import java.util.Arrays;

/** Rows of numbers, held by column: a row of a large file is some dozens of bytes. */
public final class Rows {
    /** Where a value that is missing is held. */
    public static final long NONE = Long.MIN_VALUE;

    public static final int PARTITION = 0;
    public static final int OFFSET = 1;
    public static final int STAMP = 2;

    /** The first of those that were asked for. */
    public static final int FIRST = 3;

    private static final int FIRST_CAPACITY = 1_024;

    private final long[][] columns;
    private final Payloads payloads;
    private int size;
    private int users;

    Rows(int columns, Payloads payloads) {
        this.columns = new long[columns][FIRST_CAPACITY];
        this.payloads = payloads;
    }

    /** Begins another row. */
    void add() {
        if (size == columns[0].length) {
            for (int i = 0; i < columns.length; i++) {
                columns[i] = Arrays.copyOf(columns[i], size + (size >> 1));
            }
        }
        size++;
    }

    /** Takes the newest row back. */
    void remove() {
        size--;
    }

    /** Sets a value of the newest row. */
    void set(int column, long value) {
        columns[column][size - 1] = value;
    }

    long get(int column, int row) {
        return columns[column][row];
    }

    /** A value of the newest row. */
    public long newest(int column) {
        return columns[column][size - 1];
    }

    Payloads payloads() {
        return payloads;
    }

    /** So many will say that they are done. */
    void usedBy(int count) {
        users = count;
        if (count == 0) {
            payloads.close();
        }
    }

    void done() {
        usedBy(users - 1);
    }

    /** The rows of one bus partition, in the order of their offsets. */
    int[] ofPartition(int partition) {
        long[] partitions = columns[PARTITION];
        long[] offsets = columns[OFFSET];
        int[] rows = new int[size];
        int found = 0;
        boolean isSorted = true;
        for (int row = 0; row < size; row++) {
            if (partitions[row] == partition) {
                isSorted &= found == 0 || offsets[rows[found - 1]] < offsets[row];
                rows[found++] = row;
            }
        }
        int[] own = Arrays.copyOf(rows, found);
        return isSorted ? own : sorted(own, offsets);
    }

    /** Compaction puts pieces of files behind one another in any order. */
    private static int[] sorted(int[] rows, long[] offsets) {
        return Arrays.stream(rows)
                .boxed()
                .sorted((one, other) -> Long.compare(offsets[one], offsets[other]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
