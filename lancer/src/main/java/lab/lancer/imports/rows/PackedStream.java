package lab.lancer.imports.rows;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import lab.files.GzipInput;

/**
 * A file's bytes, unpacked where they are packed by gzip or zip. Where they end too early or are
 * damaged, the stream ends, and {@link #cut} says why: what came before is still good.
 */
final class PackedStream extends FilterInputStream {
    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b;

    private static final String TAR_MARK = "ustar";
    private static final int TAR_MARK_AT = 257;

    private static final int BLANKS_MAX = 1_000;
    private static final int LOOKED_AT = 64;

    /** Of the byte order marks, and the zeros beside each letter in UTF-16. */
    private static final String MARKS = "\u00EF\u00BB\u00BF\u00FF\u00FE\u0000";

    private final Optional<String> known;
    private Optional<String> cut = Optional.empty();

    private PackedStream(InputStream in, Optional<String> known) {
        super(in);
        this.known = known;
    }

    /**
     * Unpacks what is packed, also a gzip within a zip or a gzip. What a zip within them holds,
     * nobody has looked at.
     *
     * @param known what is known to be missing, however well the bytes can be read
     */
    static PackedStream of(InputStream file, Optional<String> known) throws IOException {
        var packed = new BufferedInputStream(file);
        int outer = magic(packed);
        BufferedInputStream bytes = unpacked(packed, known);
        if ((outer == GZIP || outer == ZIP) && magic(bytes) == ZIP) {
            throw new IOException("holds a zip; unpack it and import what is in it");
        }
        return new PackedStream(unpacked(bytes, known), known);
    }

    private static BufferedInputStream unpacked(BufferedInputStream in, Optional<String> known)
            throws IOException {
        return switch (magic(in)) {
            case GZIP -> new BufferedInputStream(new GzipInput(in));
            case ZIP -> new BufferedInputStream(onlyEntry(new ZipInputStream(in), known));
            default -> in;
        };
    }

    private static int magic(BufferedInputStream in) throws IOException {
        in.mark(2);
        try {
            int magic = in.read() << 8 | in.read();
            in.reset();
            return magic;
        } catch (IOException e) {
            throw new IOException("must be whole, is cut off: " + reason(e), e);
        }
    }

    private static InputStream onlyEntry(ZipInputStream zip, Optional<String> known)
            throws IOException {
        try {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (ZipFolder.isData(entry)) {
                    return zip;
                }
            }
        } catch (ZipException e) {
            // Encrypted, or packed by what the JDK does not know
            throw new IOException(
                    "zip: cannot be read (%s); unpack it and import what was in it"
                            .formatted(reason(e)),
                    e);
        } catch (EOFException e) {
            throw new IOException("zip: must hold a file, is cut off: " + reason(e), e);
        }
        throw new IOException(
                "zip: must hold a file, holds none"
                        + known.map(why -> ", and is cut off: " + why).orElse(""));
    }

    /** UTF-16 if every second of the first bytes is zero, as that of each Latin letter is. */
    Charset likelyCharset() {
        in.mark(LOOKED_AT);
        try {
            byte[] first = in.readNBytes(LOOKED_AT);
            if (areZero(first, 1)) {
                return StandardCharsets.UTF_16LE;
            }
            return areZero(first, 0) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
        } catch (IOException e) {
            return StandardCharsets.UTF_8; // whoever reads it meets the same fault, and says so
        } finally {
            rewind();
        }
    }

    private static boolean areZero(byte[] bytes, int from) {
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            if (bytes[i + from] != 0 || bytes[i + 1 - from] == 0) {
                return false;
            }
        }
        return bytes.length > 1;
    }

    /** So many of the first bytes, each as a character. */
    String magic(int bytes) {
        in.mark(bytes);
        try {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // whoever reads it meets the same fault, and says so
        } finally {
            rewind();
        }
    }

    /** Whether it is an archive of files, one behind the other with their names between them. */
    boolean isTar() {
        in.mark(TAR_MARK_AT + TAR_MARK.length());
        try {
            byte[] first = in.readNBytes(TAR_MARK_AT + TAR_MARK.length());
            return new String(first, StandardCharsets.ISO_8859_1).startsWith(TAR_MARK, TAR_MARK_AT);
        } catch (IOException e) {
            return false; // whoever reads it meets the same fault, and says so
        } finally {
            rewind();
        }
    }

    /** Whether the first that is no blank begins an array or an object. */
    boolean beginsJson() {
        in.mark(BLANKS_MAX + 1);
        try {
            for (int i = 0; i < BLANKS_MAX; i++) {
                int next = in.read();
                if (next == '[' || next == '{') {
                    return true;
                }
                if (next < 0 || !isBlankOrMark(next)) {
                    return false;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // whoever reads it meets the same fault, and says so
        } finally {
            rewind();
        }
    }

    private static boolean isBlankOrMark(int next) {
        return Character.isWhitespace(next) || MARKS.indexOf(next) >= 0;
    }

    private void rewind() {
        try {
            in.reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is a buffer in memory
        }
    }

    /** Why the bytes ended before their time; empty if they did not, or not yet. */
    Optional<String> cut() {
        return cut.or(() -> known);
    }

    /** Whether the last bytes may be half of something. */
    boolean endedEarly() {
        return cut.isPresent();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (cut.isPresent()) {
            return -1;
        }
        try {
            return super.read(into, offset, length);
        } catch (IOException e) {
            cut = Optional.of(reason(e));
            return -1;
        }
    }

    @Override
    public int available() throws IOException {
        return cut.isPresent() ? 0 : super.available();
    }

    /** The JDK's readers say nothing where the bytes just end. */
    static String reason(IOException e) {
        String message = e.getMessage();
        if (message == null) {
            return e instanceof EOFException ? "it ends too early" : e.getClass().getSimpleName();
        }
        return message;
    }
}
