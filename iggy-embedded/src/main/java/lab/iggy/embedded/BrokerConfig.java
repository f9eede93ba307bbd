package lab.iggy.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import lab.iggy.embedded.user.Credentials;

/**
 * How to run a broker.
 *
 * @param dataDirectory everything durable is here; one broker at a time may use it
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param root who may log in; if empty, the broker makes a password at its first start and keeps it
 *     in {@code rootSecretFile}
 * @param rootSecretFile one line, {@code username:password}, readable by its owner only
 * @param enforceFsync whether an acknowledged message is on the disk and not only with the
 *     operating system. Without it no crash of the process loses any, but a crash of the machine
 *     may
 * @param segmentBytes how large a segment grows before the next one is begun
 * @param openFilesMax how many segment files are kept open, however many partitions there are
 * @param connectionsMax how many clients may be connected
 * @param sendBytesMax how large one send request may be
 * @param ioThreads how many threads serve the connections
 * @param retentionEvery how often old segments are looked for
 */
public record BrokerConfig(
        Path dataDirectory,
        String host,
        int port,
        Optional<Credentials> root,
        Path rootSecretFile,
        boolean enforceFsync,
        int segmentBytes,
        int openFilesMax,
        int connectionsMax,
        int sendBytesMax,
        int ioThreads,
        Duration retentionEvery) {
    public static final int DEFAULT_PORT = 8090;
    private static final int SEGMENT_BYTES_MIN = 1 << 10;
    private static final int SEGMENT_BYTES_MAX = 1 << 30;
    private static final int OPEN_FILES_MIN = 4;
    private static final int SEND_BYTES_MAX = 1 << 29;
    private static final int IO_THREADS_DEFAULT_MAX = 4;

    public BrokerConfig {
        check("port", port, 0, 65_535);
        check("segment bytes", segmentBytes, SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
        check("open files", openFilesMax, OPEN_FILES_MIN, Integer.MAX_VALUE);
        check("connections", connectionsMax, 1, Integer.MAX_VALUE);
        check("send bytes", sendBytesMax, 1 << 10, SEND_BYTES_MAX);
        check("io threads", ioThreads, 1, 1 << 10);
        if (!retentionEvery.isPositive()) {
            throw new IllegalArgumentException(
                    "retention every: must be positive, was " + retentionEvery);
        }
    }

    private static void check(String thing, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s: must be %d to %d, was %d".formatted(thing, min, max, value));
        }
    }

    /** Loopback, the protocol's usual port, a password of its own. */
    public static BrokerConfig in(Path dataDirectory) {
        return new BrokerConfig(
                dataDirectory,
                "127.0.0.1",
                DEFAULT_PORT,
                Optional.empty(),
                dataDirectory.resolve("secrets").resolve("iggy-root"),
                /* enforceFsync= */ false,
                SEGMENT_BYTES_MAX,
                /* openFilesMax= */ 512,
                /* connectionsMax= */ 10_000,
                /* sendBytesMax= */ 1 << 28,
                Math.clamp(Runtime.getRuntime().availableProcessors(), 2, IO_THREADS_DEFAULT_MAX),
                Duration.ofMinutes(1));
    }

    public BrokerConfig withHost(String changed) {
        return new BrokerConfig(
                dataDirectory,
                changed,
                port,
                root,
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withPort(int changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                changed,
                root,
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withRoot(Credentials changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                Optional.of(changed),
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withRootSecretFile(Path changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                changed,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withEnforceFsync(boolean changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                rootSecretFile,
                changed,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withSegmentBytes(int changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                rootSecretFile,
                enforceFsync,
                changed,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withOpenFilesMax(int changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                changed,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withConnectionsMax(int changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                changed,
                sendBytesMax,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withSendBytesMax(int changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                changed,
                ioThreads,
                retentionEvery);
    }

    public BrokerConfig withIoThreads(int changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                changed,
                retentionEvery);
    }

    public BrokerConfig withRetentionEvery(Duration changed) {
        return new BrokerConfig(
                dataDirectory,
                host,
                port,
                root,
                rootSecretFile,
                enforceFsync,
                segmentBytes,
                openFilesMax,
                connectionsMax,
                sendBytesMax,
                ioThreads,
                changed);
    }
}
