package lab.iggy.embedded.command;

/**
 * How much the server takes on.
 *
 * @param waitForDisk whether sends and stores wait for the disk, and so must not run on an event
 *     loop
 */
public record ServerLimits(
        int ioThreads,
        int connectionsMax,
        int sendBytesMax,
        long requestMemoryBytes,
        boolean waitForDisk) {}
