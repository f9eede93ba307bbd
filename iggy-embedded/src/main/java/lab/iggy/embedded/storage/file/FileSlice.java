package lab.iggy.embedded.storage.file;

import java.nio.channels.FileChannel;

/**
 * A run of messages where it lies. The file is pinned; who takes the slice lets it go with {@link
 * #release}.
 */
public record FileSlice(ManagedFile file, FileChannel channel, long position, int length) {
    public void release() {
        file.unpin();
    }
}
