package lab.poller.recording;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of bytes, of any length but held to a bound: of a longer line the beginning is kept and the
 * rest passed over.
 */
public final class LineReader implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final InputStream in;
    private final int lineBytesMax;
    private byte[] buffer = new byte[2 * CHUNK_BYTES];
    private int start;
    private int end;
    private int lineStart;
    private int lineLength;
    private boolean isTooLong;
    private boolean isAtEnd;

    LineReader(InputStream in, int lineBytesMax) {
        this.in = in;
        this.lineBytesMax = lineBytesMax;
    }

    /** Goes to the next line; false at the end. */
    public boolean next() throws IOException {
        int searched = start;
        isTooLong = false;
        while (true) {
            int newline = indexOfNewline(searched);
            if (newline >= 0) {
                take(newline - start, newline + 1);
                return true;
            }
            searched = end;
            if (end - start > lineBytesMax) {
                isTooLong = true;
                return passRest();
            }
            searched -= makeRoom();
            if (isAtEnd || !fill()) {
                isAtEnd = true;
                if (end == start) {
                    return false;
                }
                take(end - start, end);
                return true;
            }
        }
    }

    /** Where the line's bytes are; good until the next call. */
    public byte[] bytes() {
        return buffer;
    }

    public int lineStart() {
        return lineStart;
    }

    public int lineLength() {
        return lineLength;
    }

    /** Whether the line is longer than the bound, and what is here only its beginning. */
    public boolean isTooLong() {
        return isTooLong;
    }

    /** Of a line that was cut: what is here of it after {@link #next} has thrown. */
    public byte[] rest() {
        return Arrays.copyOfRange(buffer, start, Math.min(end, start + lineBytesMax));
    }

    /** Forgets the line in which {@link #next} has thrown, so as to go on with what follows. */
    void drop() {
        start = end;
        isAtEnd = false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void take(int length, int next) {
        lineStart = start;
        lineLength = length;
        if (lineLength > 0 && buffer[lineStart + lineLength - 1] == '\r') {
            lineLength--;
        }
        if (lineLength > lineBytesMax) {
            isTooLong = true;
            lineLength = lineBytesMax;
        }
        start = next;
    }

    /** Keeps the line's beginning where it is, at the front, and reads on over it. */
    private boolean passRest() throws IOException {
        makeRoom();
        int kept = lineBytesMax;
        lineStart = start;
        lineLength = kept;
        int scratch = start + kept;
        while (true) {
            int newline = indexOfNewline(scratch);
            if (newline >= 0) {
                start = newline + 1;
                return true;
            }
            end = scratch;
            if (!fill()) {
                isAtEnd = true;
                start = end;
                return true;
            }
        }
    }

    private int indexOfNewline(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Moves what is left to the front if the buffer is full; says by how much. */
    private int makeRoom() {
        if (buffer.length - end >= CHUNK_BYTES) {
            return 0;
        }
        int moved = start;
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (buffer.length - end < CHUNK_BYTES) {
            int length = (int) Math.min(2L * buffer.length, lineBytesMax + 2L * CHUNK_BYTES);
            buffer = Arrays.copyOf(buffer, Math.max(length, end + CHUNK_BYTES));
        }
        return moved;
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer, end, Math.min(CHUNK_BYTES, buffer.length - end));
        if (read < 0) {
            return false;
        }
        end += read;
        return true;
    }
}
