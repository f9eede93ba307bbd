package lab.powerloss;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file. */
class ContentsChannel extends FileChannel {
    private static final int TRANSFER_BYTES_MAX = 1 << 16;

    private final PowerLossFileSystem files;
    private final Contents contents;
    private final boolean appends;
    private long position;
    private volatile boolean held;

    ContentsChannel(PowerLossFileSystem files, Contents contents, boolean appends) {
        this.files = files;
        this.contents = contents;
        this.appends = appends;
    }

    private void mustBeOpen() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        files.power().mustBeOn();
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        int read = read(into, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        mustBeOpen();
        return contents.read(into, from);
    }

    @Override
    public synchronized long read(ByteBuffer[] into, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            int read = read(into[i]);
            if (read < 0) {
                return sum == 0 ? -1 : sum;
            }
            sum += read;
        }
        return sum;
    }

    @Override
    public synchronized int write(ByteBuffer from) throws IOException {
        if (appends) {
            position = size();
        }
        int written = write(from, position);
        position += written;
        return written;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        mustBeOpen();
        int length = from.remaining();
        if (files.power().refusesNext()) {
            contents.write(from.slice().limit(length / 2), Math.toIntExact(at));
        }
        files.power().mayRefuse();
        contents.write(from, Math.toIntExact(at));
        files.power().step();
        return length;
    }

    @Override
    public synchronized long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += write(from[i]);
        }
        return sum;
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized FileChannel position(long changed) {
        position = changed;
        return this;
    }

    @Override
    public long size() throws IOException {
        mustBeOpen();
        return contents.size();
    }

    @Override
    public synchronized FileChannel truncate(long size) throws IOException {
        mustBeOpen();
        files.power().mayRefuse();
        contents.truncate(size);
        position = Math.min(position, size);
        files.power().step();
        return this;
    }

    /** Whether the bytes are on the disk is not known if the power goes at this step. */
    @Override
    public void force(boolean metaData) throws IOException {
        mustBeOpen();
        files.power().mayRefuse();
        files.power().step();
        contents.force();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        var bytes = ByteBuffer.allocate((int) Math.min(count, TRANSFER_BYTES_MAX));
        if (read(bytes, from) <= 0) {
            return 0;
        }
        return target.write(bytes.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        return tryLock(from, size, shared);
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) throws IOException {
        mustBeOpen();
        synchronized (contents) {
            if (contents.locked) {
                throw new OverlappingFileLockException();
            }
            contents.locked = true;
        }
        held = true;
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return isOpen();
            }

            @Override
            public void release() {
                unlock();
            }
        };
    }

    private void unlock() {
        if (held) {
            held = false;
            synchronized (contents) {
                contents.locked = false;
            }
        }
    }

    @Override
    protected void implCloseChannel() {
        unlock();
    }
}
