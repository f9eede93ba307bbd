package lab.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * A gzip file of any number of members, read to its very end.
 *
 * <p>The JDK's reader takes whatever follows a member and is no whole header for the end of the
 * file: a member that was cut within its header, or a file that goes on with something else, ends
 * without a word. This one says so. Zeros behind the last member are padding, as for gzip itself.
 *
 * <p>Whoever writes a file in several goes leaves a member that is cut wherever it was killed, with
 * whole ones behind: after a failed read, {@link #resume} goes on with the next.
 */
public final class GzipInput extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int HEADER_BYTES = 10;
    private static final int FLAGS_AT = 3;
    private static final int EFFORT_AT = 8;
    private static final int SYSTEM_AT = 9;
    private static final int SYSTEM_UNKNOWN = 255;
    private static final int SYSTEMS = 14;
    private static final int EFFORT_BEST = 2;
    private static final int EFFORT_FAST = 4;
    private static final int DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private byte[] buffer = new byte[BUFFER_BYTES];
    private byte[] before = new byte[0];
    private int start;
    private int end;

    /** Where the member's first byte is: in the buffer, or in the one before if it is negative. */
    private int memberStart;

    private boolean isInMember;
    private boolean isAtEnd;

    public GzipInput(InputStream in) {
        this.in = in;
    }

    /** Whether bytes at the beginning of a file are those of a gzip file. */
    public static boolean isGzip(byte[] beginning) {
        return beginning.length >= 2 && beginning[0] == 0x1f && beginning[1] == (byte) 0x8b;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!isAtEnd) {
            if (!isInMember && !beginMember()) {
                break;
            }
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                return count;
            }
        }
        return -1;
    }

    /** How many bytes came of the member; 0 if it has ended. */
    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            while (true) {
                int count = inflater.inflate(bytes, offset, length);
                if (count > 0) {
                    crc.update(bytes, offset, count);
                    return count;
                }
                if (inflater.finished()) {
                    start = end - inflater.getRemaining();
                    endMember();
                    return 0;
                }
                if (inflater.needsDictionary()) {
                    throw new ZipException("its compressed data are damaged");
                }
                if (!fill()) {
                    throw cut();
                }
                inflater.setInput(buffer, start, end - start);
            }
        } catch (DataFormatException e) {
            throw damaged(e);
        }
    }

    /** Reads a header; false if the file ends before it. */
    private boolean beginMember() throws IOException {
        int first = next();
        while (first == 0) {
            first = next();
        }
        if (first < 0) {
            isAtEnd = true;
            return false;
        }
        memberStart = start - 1;
        if (first != 0x1f || required() != 0x8b) {
            throw new ZipException("bytes follow its last gzip member that are none of it");
        }
        int method = required();
        int flags = required();
        if (method != DEFLATE || (flags & FLAGS_RESERVED) != 0) {
            throw new ZipException("its gzip header is damaged");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(required() | (required() << 8));
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(buffer, start, end - start);
        crc.reset();
        isInMember = true;
        return true;
    }

    private void endMember() throws IOException {
        isInMember = false;
        long wantedCrc = number();
        long wantedLength = number();
        if (wantedCrc != crc.getValue()
                || wantedLength != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("its checksum does not hold");
        }
    }

    private long number() throws IOException {
        long number = 0;
        for (int i = 0; i < 4; i++) {
            number |= (long) required() << (8 * i);
        }
        return number;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            required();
        }
    }

    private void skipText() throws IOException {
        while (required() != 0) {
            // a file's name, or what somebody wrote about it
        }
    }

    private int required() throws IOException {
        int next = next();
        if (next < 0) {
            throw cut();
        }
        return next;
    }

    private int next() throws IOException {
        return start < end || fill() ? buffer[start++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        var next = new byte[BUFFER_BYTES];
        int count = in.read(next, 0, next.length);
        if (count > 0) {
            before = Arrays.copyOf(buffer, end);
            memberStart -= end;
            buffer = next;
            start = 0;
            end = count;
        } else {
            start = end;
        }
        return count > 0;
    }

    /**
     * Goes on behind damage, with the next member that begins behind the beginning of this one.
     *
     * @return false if there is none
     */
    public boolean resume() throws IOException {
        isInMember = false;
        isAtEnd = false;
        byte[] seen = Arrays.copyOf(before, before.length + end);
        System.arraycopy(buffer, 0, seen, before.length, end);
        int from = Math.max(0, before.length + memberStart + 1);
        while (true) {
            for (int at = from; at + HEADER_BYTES <= seen.length; at++) {
                if (isHeader(seen, at)) {
                    before = new byte[0];
                    buffer = seen;
                    start = at;
                    end = seen.length;
                    return true;
                }
            }
            byte[] more = in.readNBytes(BUFFER_BYTES);
            if (more.length == 0) {
                isAtEnd = true;
                return false;
            }
            int kept = Math.min(HEADER_BYTES - 1, Math.max(0, seen.length - from));
            byte[] tail = Arrays.copyOfRange(seen, seen.length - kept, seen.length + more.length);
            System.arraycopy(more, 0, tail, kept, more.length);
            seen = tail;
            from = 0;
        }
    }

    /** One of any ten bytes in some hundred thousand millions looks like a header by chance. */
    private static boolean isHeader(byte[] bytes, int at) {
        int effort = bytes[at + EFFORT_AT];
        int system = bytes[at + SYSTEM_AT] & 0xff;
        return bytes[at] == 0x1f
                && bytes[at + 1] == (byte) 0x8b
                && bytes[at + 2] == DEFLATE
                && (bytes[at + FLAGS_AT] & FLAGS_RESERVED) == 0
                && (effort == 0 || effort == EFFORT_BEST || effort == EFFORT_FAST)
                && (system < SYSTEMS || system == SYSTEM_UNKNOWN);
    }

    private static EOFException cut() {
        return new EOFException("it ends within a gzip member");
    }

    private static ZipException damaged(DataFormatException e) {
        var damaged =
                new ZipException(
                        "its compressed data are damaged, " + String.valueOf(e.getMessage()));
        damaged.initCause(e);
        return damaged;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
