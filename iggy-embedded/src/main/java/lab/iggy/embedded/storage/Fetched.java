package lab.iggy.embedded.storage;

import java.util.List;
import lab.iggy.embedded.storage.file.FileSlice;

/** What a read of a partition found: {@code count} messages in slices that hang together. */
public record Fetched(long firstOffset, long count, List<FileSlice> slices) {
    public static final Fetched NOTHING = new Fetched(0, 0, List.of());

    public Fetched {
        slices = List.copyOf(slices);
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public long lastOffset() {
        return firstOffset + count - 1;
    }

    public long bytes() {
        return slices.stream().mapToLong(FileSlice::length).sum();
    }

    public void release() {
        slices.forEach(FileSlice::release);
    }
}
