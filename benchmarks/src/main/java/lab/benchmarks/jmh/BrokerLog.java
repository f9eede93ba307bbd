package lab.benchmarks.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lab.iggy.embedded.storage.Fetched;
import lab.iggy.embedded.storage.IndexCache;
import lab.iggy.embedded.storage.LogSettings;
import lab.iggy.embedded.storage.PartitionLog;
import lab.iggy.embedded.storage.file.OpenFiles;
import lab.iggy.embedded.wire.MessageLayout;
import lab.iggy.embedded.wire.WireBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A partition's log without the network: a thousand messages of 256 B in, or found. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BrokerLog {
    private static final int MESSAGES = 1_000;
    private static final int PAYLOAD_BYTES = 256;
    private static final int MESSAGE_BYTES = MessageLayout.HEADER_BYTES + PAYLOAD_BYTES;
    private static final int SEGMENT_BYTES = 256 << 20;
    private static final int OPEN_FILES = 16;
    private static final int INDEXES = 16;
    private static final int PRELOADED_BATCHES = 200;
    private static final long POLL_BYTES_MAX = 16 << 20;
    private static final long KEPT_SEGMENTS = 2;

    private final ByteBuffer batch =
            ByteBuffer.allocateDirect(MESSAGES * MESSAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Path folder;
    private final OpenFiles files = new OpenFiles(OPEN_FILES);
    private final PartitionLog log;
    private long micros = 1;
    private long offset;

    public BrokerLog() {
        try {
            folder = Files.createTempDirectory("log");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        log =
                PartitionLog.fresh(
                        folder.resolve("0"),
                        new LogSettings(SEGMENT_BYTES, false, files, new IndexCache(INDEXES)));
        for (int i = 0; i < MESSAGES; i++) {
            batch.putInt(i * MESSAGE_BYTES + MessageLayout.PAYLOAD_LENGTH, PAYLOAD_BYTES);
        }
    }

    @Setup(Level.Iteration)
    public void fill() throws IOException {
        for (int i = 0; i < PRELOADED_BATCHES; i++) {
            appendBatch();
        }
    }

    @Benchmark
    public long appendBatch() throws IOException {
        if (log.segmentCount() > KEPT_SEGMENTS) {
            log.deleteOldestClosed(Long.MAX_VALUE);
            offset = log.firstOffset();
        }
        return log.append(new WireBatch(batch, MESSAGES), micros++);
    }

    @Benchmark
    public long fetchBatch() throws IOException {
        Fetched fetched = log.fetch(offset, MESSAGES, POLL_BYTES_MAX);
        try {
            offset += MESSAGES;
            if (offset + MESSAGES > log.nextOffset()) {
                offset = log.firstOffset();
            }
            return fetched.bytes();
        } finally {
            fetched.release();
        }
    }

    @TearDown
    public void delete() throws IOException {
        log.delete();
        files.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
