package lab.analyst.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The whole lines of a journal's file; what stands behind the last of them was torn by a crash. */
final class JournalLines {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Of a longer line only the beginning is kept, which is no JSON then. */
    private static final int LINE_BYTES_MAX = 1 << 20;

    private JournalLines() {}

    /** Gets each line, and where it begins and the next one does. */
    interface Sink {
        void line(long offset, long next, byte[] line) throws IOException;
    }

    static void each(FileChannel file, Sink sink) throws IOException {
        var line = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long offset = 0;
        long begin = 0;
        while (file.read(buffer.clear(), offset) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                offset++;
                if (next == '\n') {
                    sink.line(begin, offset, line.toByteArray());
                    line.reset();
                    begin = offset;
                } else if (line.size() < LINE_BYTES_MAX) {
                    line.write(next);
                }
            }
        }
    }
}
