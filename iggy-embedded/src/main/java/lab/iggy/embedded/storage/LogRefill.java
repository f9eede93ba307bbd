package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import lab.iggy.embedded.wire.MessageLayout;
import lab.iggy.embedded.wire.WireBatch;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are put back before the oldest one of a log. They are written beside the log, as
 * segments with other names, and are seen by nobody until {@link #publish}; a start of the broker
 * removes what was not published. One writer.
 */
public final class LogRefill {
    private static final String SUFFIX = ".refill";

    /** Messages of one stamp are written together, up to this size. */
    private static final int BATCH_BYTES = 1 << 20;

    private final PartitionLog log;
    private final SplittableRandom ids = new SplittableRandom();
    private final List<byte[]> batch = new ArrayList<>();
    private int batchBytes;
    private long batchMicros;
    private @Nullable PartitionLog older;

    LogRefill(PartitionLog log) {
        this.log = log;
    }

    /** Removes what was never published. */
    static void clear(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (var files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The offset of the oldest message that the log has: up to there it can be filled. */
    public long end() {
        return log.firstOffset();
    }

    /** How many messages are still missing before {@link #end}, once there is a first one. */
    public long missing() {
        return older == null ? end() : end() - older.nextOffset() - batch.size();
    }

    /** Says which offset the first message has; each of the others has the next one. */
    public void begin(long first) {
        older = PartitionLog.before(log, first, SUFFIX);
    }

    /**
     * Writes the next message.
     *
     * @param micros its stamp, as the broker gave it
     */
    public void add(long micros, byte[] payload) throws IOException {
        if (micros != batchMicros || batchBytes >= BATCH_BYTES) {
            write();
        }
        batchMicros = micros;
        batch.add(payload);
        batchBytes += MessageLayout.HEADER_BYTES + payload.length;
    }

    private PartitionLog begun() {
        PartitionLog begun = older;
        if (begun == null) {
            throw new IllegalStateException("refill: must be begun first");
        }
        return begun;
    }

    private void write() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(batchBytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (byte[] payload : batch) {
            // Nobody asks for the id that it had; it must be one that no other message has
            bytes.putLong(at + MessageLayout.ID_LOW, ids.nextLong());
            bytes.putLong(at + MessageLayout.ID_HIGH, ids.nextLong());
            bytes.putInt(at + MessageLayout.PAYLOAD_LENGTH, payload.length);
            bytes.put(at + MessageLayout.HEADER_BYTES, payload);
            at += MessageLayout.HEADER_BYTES + payload.length;
        }
        begun().append(new WireBatch(bytes, batch.size()), batchMicros);
        batch.clear();
        batchBytes = 0;
    }

    /** Has all of it on the disk, so that {@link #publish} needs no more room. */
    public void complete() throws IOException {
        write();
        begun().force();
    }

    /** Makes it the beginning of the log. */
    public void publish() throws IOException {
        complete();
        log.takeBefore(begun());
    }

    /** Drops what is not published. */
    public void discard() throws IOException {
        batch.clear();
        PartitionLog begun = older;
        if (begun != null) {
            begun.deleteSegments();
        }
        clear(log.directory());
    }
}
