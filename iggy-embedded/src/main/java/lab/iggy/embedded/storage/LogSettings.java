package lab.iggy.embedded.storage;

import lab.iggy.embedded.storage.file.OpenFiles;

/**
 * What all partition logs of a broker share.
 *
 * @param segmentBytes a segment that has reached this size is closed and a new one begun
 * @param enforceFsync whether a batch is on the disk, and not only with the operating system,
 *     before it is acknowledged
 */
public record LogSettings(
        int segmentBytes, boolean enforceFsync, OpenFiles openFiles, IndexCache indexCache) {}
