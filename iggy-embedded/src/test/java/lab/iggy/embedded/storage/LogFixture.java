package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.embedded.storage.PartitionLog.Depth;
import lab.iggy.embedded.storage.file.OpenFiles;
import lab.iggy.embedded.wire.MessageLayout;

/** A log in a directory, and what a client would see of it. */
public final class LogFixture {
    final Path directory;
    final OpenFiles openFiles = new OpenFiles(16);
    final LogSettings settings;
    final List<TornTail> tornTails = new ArrayList<>();

    LogFixture(Path directory, int segmentBytes) {
        this.directory = directory;
        this.settings = new LogSettings(segmentBytes, false, openFiles, new IndexCache(4));
    }

    PartitionLog open() throws IOException {
        return open(Depth.LAST_BATCH);
    }

    PartitionLog open(Depth depth) throws IOException {
        tornTails.clear();
        return PartitionLog.recover(directory, settings, depth, tornTails::add);
    }

    /** A message as it was polled, after its checksum was found right. */
    record Polled(long offset, long micros, String payload) {}

    public static List<Polled> poll(PartitionLog log, long from, long count) throws IOException {
        return poll(log.fetch(from, count, Long.MAX_VALUE));
    }

    public static List<Polled> poll(Fetched fetched) throws IOException {
        var polled = new ArrayList<Polled>();
        try {
            for (var slice : fetched.slices()) {
                var array = new byte[slice.length()];
                var bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
                while (bytes.hasRemaining()) {
                    if (slice.channel().read(bytes, slice.position() + bytes.position()) < 0) {
                        throw new IOException("slice ends early");
                    }
                }
                addMessages(array, bytes, polled);
            }
        } finally {
            fetched.release();
        }
        return polled;
    }

    private static void addMessages(byte[] array, ByteBuffer bytes, List<Polled> polled)
            throws IOException {
        for (int at = 0; at < bytes.capacity(); ) {
            int length = bytes.getInt(at + MessageLayout.PAYLOAD_LENGTH);
            int size = MessageLayout.HEADER_BYTES + length;
            long checksum =
                    Checksums.of(
                            array,
                            at + MessageLayout.CHECKED_FROM,
                            size - MessageLayout.CHECKED_FROM);
            if (checksum != bytes.getLong(at + MessageLayout.CHECKSUM)) {
                throw new IOException("message at %d does not check".formatted(at));
            }
            polled.add(
                    new Polled(
                            bytes.getLong(at + MessageLayout.OFFSET),
                            bytes.getLong(at + MessageLayout.TIMESTAMP),
                            new String(
                                    array,
                                    at + MessageLayout.HEADER_BYTES,
                                    length,
                                    StandardCharsets.UTF_8)));
            at += size;
        }
    }
}
