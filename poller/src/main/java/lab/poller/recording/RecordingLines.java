package lab.poller.recording;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;
import lab.files.GzipInput;
import lab.poller.frames.ByteOrderMark;

/**
 * The lines of an open recording.
 *
 * @param packed its bytes as they are packed, where it may go on behind damage
 */
public record RecordingLines(LineReader reader, Optional<GzipInput> packed)
        implements AutoCloseable {
    public static final int LINE_BYTES_MAX = 16 << 20;

    private static final int READ_BYTES = 256 * 1024;

    public static RecordingLines open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), READ_BYTES);
        Optional<GzipInput> packed = Optional.empty();
        if (GzipInput.isGzip(beginning(in))) {
            packed = Optional.of(new GzipInput(in));
            in = new BufferedInputStream(packed.get(), READ_BYTES);
        }
        if (isUtf16(in)) {
            // Nobody knows which half of a character damage left
            in = new Utf16Input(in, StandardCharsets.UTF_16);
            packed = Optional.empty();
        }
        return new RecordingLines(new LineReader(in, LINE_BYTES_MAX), packed);
    }

    /** Goes on behind damage; false if nothing follows. */
    public boolean resume() throws IOException {
        reader.drop();
        return packed.isPresent() && packed.get().resume();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Whether a line holds no frame: it is blank or says something about the connection. */
    public static boolean isNote(LineReader line) {
        int mark = markLength(line);
        return RecordingLine.isNote(
                line.bytes(), line.lineStart() + mark, line.lineLength() - mark);
    }

    public static int markLength(LineReader line) {
        return ByteOrderMark.length(line.bytes(), line.lineStart(), line.lineLength());
    }

    private static boolean isUtf16(InputStream in) throws IOException {
        try {
            return Utf16Input.isMarked(beginning(in));
        } catch (EOFException | ZipException e) {
            return false; // whoever reads it meets the same, and says so
        }
    }

    private static byte[] beginning(InputStream in) throws IOException {
        in.mark(2);
        try {
            return in.readNBytes(2);
        } finally {
            in.reset();
        }
    }
}
