// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.jspecify.annotations.Nullable;

/**
 * Decoded messages of one split on their way from the fetcher to the task thread, and a cursor over
 * them: the "record" that Flink's reader hands to the emitter is this object at its current
 * message, so that nothing is allocated for a message here. One message may carry several rows or
 * none; it is the unit by which offsets advance.
 */
final class FetchedMessages<T> implements RecordsWithSplitIds<FetchedMessages<T>> {

    private final @Nullable String splitId;
    private final Set<String> finished;
    private final long logCreatedMicros;
    private final OptionalLong stopOffset;
    private final List<T> rows = new ArrayList<>();
    private long[] offsets = new long[64];
    private long[] timestampsMicros = new long[64];
    private int[] checksums = new int[64];
    private int[] rowEnds = new int[64];
    private int count;

    private boolean splitHandedOut;
    private int current = -1;

    private FetchedMessages(
            @Nullable String splitId,
            long logCreatedMicros,
            OptionalLong stopOffset,
            Set<String> finished) {
        this.splitId = splitId;
        this.logCreatedMicros = logCreatedMicros;
        this.stopOffset = stopOffset;
        this.finished = finished;
    }

    /** To be filled with messages of the split, which ends with them if it is finished. */
    static <T> FetchedMessages<T> of(
            String splitId, long logCreatedMicros, OptionalLong stopOffset, boolean finished) {
        return new FetchedMessages<>(
                splitId, logCreatedMicros, stopOffset, finished ? Set.of(splitId) : Set.of());
    }

    /** No messages, only word of splits that have ended (or not even that). */
    static <T> FetchedMessages<T> none(Set<String> finished) {
        return new FetchedMessages<>(null, 0, OptionalLong.empty(), finished);
    }

    /** Appends a row of the message that {@link #endMessage} will name. */
    void addRow(T row) {
        rows.add(row);
    }

    /** Takes back the rows added since the last message's end. */
    void dropRows() {
        rows.subList(rowsSoFar(), rows.size()).clear();
    }

    /** How many rows have been added since the last message's end. */
    int openRows() {
        return rows.size() - rowsSoFar();
    }

    void endMessage(long offset, long timestampMicros, int checksum) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            timestampsMicros = Arrays.copyOf(timestampsMicros, count * 2);
            checksums = Arrays.copyOf(checksums, count * 2);
            rowEnds = Arrays.copyOf(rowEnds, count * 2);
        }
        offsets[count] = offset;
        timestampsMicros[count] = timestampMicros;
        checksums[count] = checksum;
        rowEnds[count++] = rows.size();
    }

    int messageCount() {
        return count;
    }

    /** Which log the messages are from. */
    long logCreatedMicros() {
        return logCreatedMicros;
    }

    /** Up to where that log is read, if it is not read for ever. */
    OptionalLong stopOffset() {
        return stopOffset;
    }

    /** Offset of the current message. */
    long offset() {
        return offsets[current];
    }

    long timestampMicros() {
        return timestampsMicros[current];
    }

    int checksum() {
        return checksums[current];
    }

    /** Index of the current message's first row. */
    int firstRow() {
        return current == 0 ? 0 : rowEnds[current - 1];
    }

    /** Index behind the current message's last row. */
    int endRow() {
        return rowEnds[current];
    }

    T row(int index) {
        return rows.get(index);
    }

    @Override
    public @Nullable String nextSplit() {
        if (splitHandedOut) {
            return null;
        }
        splitHandedOut = true;
        return splitId;
    }

    @Override
    public @Nullable FetchedMessages<T> nextRecordFromSplit() {
        if (current + 1 >= count) {
            return null;
        }
        current++;
        return this;
    }

    @Override
    public Set<String> finishedSplits() {
        return finished;
    }

    private int rowsSoFar() {
        return count == 0 ? 0 : rowEnds[count - 1];
    }
}
