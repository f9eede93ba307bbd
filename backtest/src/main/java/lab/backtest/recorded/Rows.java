package lab.backtest.recorded;

import java.util.Arrays;

/** Rows of numbers, held by column: a row of a large file is some dozens of bytes. */
final class Rows {
    /** Where a value that is missing is held. */
    static final long NONE = Long.MIN_VALUE;

    static final int PARTITION = 0;
    static final int OFFSET = 1;
    static final int STAMP = 2;
    static final int PAIR = 3;
    static final int TIME = 4;

    /** The first of those that depend on the kind. */
    static final int REST = 5;

    private static final int FIRST_CAPACITY = 1_024;

    private final long[][] columns;
    private int size;

    Rows(int columns) {
        this.columns = new long[columns][FIRST_CAPACITY];
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

    /** Sets a value of the newest row. */
    void set(int column, long value) {
        columns[column][size - 1] = value;
    }

    long get(int column, int row) {
        return columns[column][row];
    }

    int size() {
        return size;
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
