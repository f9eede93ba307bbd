package lab.iggy.embedded.storage;

import java.nio.file.Path;

/**
 * What was found unfinished at the end of a log when the broker started, and cut off.
 *
 * @param log the file
 * @param bytesCut removed from it; 0 if only the index was behind
 * @param nextOffset the offset that the next message gets
 * @param messagesRestored messages that were whole though the index did not know them, and were
 *     kept
 */
public record TornTail(
        Path log, long bytesCut, long nextOffset, long messagesRestored, String reason) {}
