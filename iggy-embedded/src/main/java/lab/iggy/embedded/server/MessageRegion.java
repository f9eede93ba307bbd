package lab.iggy.embedded.server;

import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import lab.iggy.embedded.storage.file.FileSlice;

/**
 * Hands a slice of a log from the file to the socket without bringing it into the process. Lets the
 * file go at its end.
 */
final class MessageRegion extends AbstractReferenceCounted implements FileRegion {
    private final FileSlice slice;
    private long transferred;

    MessageRegion(FileSlice slice) {
        this.slice = slice;
    }

    @Override
    public long position() {
        return slice.position();
    }

    @Override
    public long transferred() {
        return transferred;
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferred;
    }

    @Override
    public long count() {
        return slice.length();
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        long left = count() - position;
        if (left <= 0) {
            return 0;
        }
        long written = slice.channel().transferTo(slice.position() + position, left, target);
        if (written > 0) {
            transferred += written;
        } else if (slice.position() + position >= slice.channel().size()) {
            throw new IOException(
                    "log: ends before %d: %s".formatted(slice.position() + count(), slice.file()));
        }
        return written;
    }

    @Override
    protected void deallocate() {
        slice.release();
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }
}
