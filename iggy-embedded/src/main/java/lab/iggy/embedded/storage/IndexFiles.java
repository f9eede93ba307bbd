package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads and writes whole index files. */
public final class IndexFiles {
    private static final int BLOCK_BYTES = 64 * 1024;

    private IndexFiles() {}

    /** Gives every whole entry in order. */
    static void forEach(FileChannel file, Consumer<IndexEntry> entries) throws IOException {
        var block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long position = 0;
        while (true) {
            int read = file.read(block, position);
            if (read < 0) {
                return;
            }
            position += read;
            block.flip();
            while (block.remaining() >= IndexEntry.BYTES) {
                entries.accept(IndexEntry.read(block));
            }
            block.compact();
        }
    }

    static List<IndexEntry> readAll(FileChannel file) throws IOException {
        var entries = new ArrayList<IndexEntry>();
        forEach(file, entries::add);
        return entries;
    }

    static void append(FileChannel file, long position, List<IndexEntry> entries)
            throws IOException {
        var bytes =
                ByteBuffer.allocate(Math.multiplyExact(entries.size(), IndexEntry.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        entries.forEach(entry -> entry.writeTo(bytes));
        writeFully(file, bytes.flip(), position);
    }

    public static void writeFully(FileChannel file, ByteBuffer bytes, long position)
            throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }
}
