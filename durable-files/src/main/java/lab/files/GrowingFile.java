package lab.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that grows by whole pieces and that one process writes. What a failed write has left
 * behind the last whole piece is cut off: the next piece may be shorter, and the rest of the failed
 * one would stand behind it. After a failed write the piece is not there, whatever a later start
 * reads; only if cutting fails too and the process ends before its next write may it be.
 *
 * <p>Somebody else may shorten or remove the file meanwhile. Then nothing is written any more: a
 * write at the known end would leave a hole of zeros, and one to a removed file would be lost.
 */
public final class GrowingFile {
    private final Path path;
    private final FileChannel channel;
    private long end;

    /**
     * One that is open for writing.
     *
     * @param end where its last whole piece ends
     */
    public GrowingFile(Path path, FileChannel channel, long end) {
        this.path = path;
        this.channel = channel;
        this.end = end;
    }

    /** Where the last whole piece ends, and the next begins. */
    public long end() {
        return end;
    }

    /**
     * Writes a piece behind the others.
     *
     * @param mustLast whether it is on the disk when this returns
     * @return where it begins
     */
    public long append(byte[] piece, boolean mustLast) throws IOException {
        mustBeWhole();
        long begin = end;
        long at = begin;
        try {
            if (channel.size() > begin) {
                channel.truncate(begin);
            }
            var bytes = ByteBuffer.wrap(piece);
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            if (mustLast) {
                channel.force(false);
            }
        } catch (IOException | RuntimeException e) {
            cutAfter(e);
            throw e;
        }
        end = at;
        return begin;
    }

    private void mustBeWhole() throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(
                    "%s: it must stay where it is while it is written, is gone; ./lab down, put it back if you can, then ./lab up"
                            .formatted(path));
        }
        long size = channel.size();
        if (size < end) {
            throw new IOException(
                    "%s: it must be %d bytes long, somebody has cut it to %d; ./lab down, put a backup of it back if there is one, then ./lab up"
                            .formatted(path, end, size));
        }
    }

    /** What it does not manage, the next write does first. */
    private void cutAfter(Exception failure) {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
