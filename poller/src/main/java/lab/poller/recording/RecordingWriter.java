package lab.poller.recording;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes frames as they come into a file that a recording feed plays; gzip if its name ends in
 * {@code .gz}. An old file is gone on with.
 *
 * <p>A full disk ends the recording and not the feed.
 */
public final class RecordingWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecordingWriter.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final OutputStream out;
    private boolean isBroken;

    public RecordingWriter(Path file) throws IOException {
        this.file = file;
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        OutputStream raw =
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.out =
                new BufferedOutputStream(
                        file.toString().endsWith(".gz")
                                ? new GZIPOutputStream(raw, BUFFER_BYTES, true)
                                : raw,
                        BUFFER_BYTES);
    }

    public synchronized void frame(byte[] frame, Instant received) {
        byte[] time = (RecordingLine.format(received) + ": ").getBytes(StandardCharsets.US_ASCII);
        write(time, oneLine(frame));
    }

    /** A note about the connection, such as what the client sent. */
    public synchronized void note(String url, String direction, Instant when, String text) {
        String line = url + ' ' + direction + ' ' + RecordingLine.format(when);
        write(
                line.getBytes(StandardCharsets.UTF_8),
                text.isEmpty()
                        ? new byte[0]
                        : oneLine((": " + text).getBytes(StandardCharsets.UTF_8)));
    }

    public synchronized void flush() {
        if (!isBroken) {
            try {
                out.flush();
            } catch (IOException e) {
                stop(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            stop(e);
        }
    }

    private void write(byte[] head, byte[] rest) {
        if (isBroken) {
            return;
        }
        try {
            out.write(head);
            out.write(rest);
            out.write('\n');
        } catch (IOException e) {
            stop(e);
        }
    }

    private void stop(IOException e) {
        if (!isBroken) {
            isBroken = true;
            log.error("recording stopped file={} reason={}", file, e.getMessage());
        }
    }

    /** In JSON a line break stands only where a blank may stand as well. */
    private static byte[] oneLine(byte[] frame) {
        byte[] line = frame.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }
}
