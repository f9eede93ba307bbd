package lab.poller.recording;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A text in UTF-16, as Windows' PowerShell writes what is redirected into a file, as UTF-8. */
final class Utf16Input extends InputStream {
    private static final int CHARACTERS = 8 * 1024;

    private final Reader reader;
    private final char[] characters = new char[CHARACTERS + 1];
    private byte[] bytes = new byte[0];
    private int start;
    private int kept;

    Utf16Input(InputStream in, Charset charset) {
        this.reader = new InputStreamReader(in, charset);
    }

    /** Whether bytes at the beginning of a text are its byte order mark. */
    static boolean isMarked(byte[] beginning) {
        return beginning.length >= 2
                && ((beginning[0] == (byte) 0xff && beginning[1] == (byte) 0xfe)
                        || (beginning[0] == (byte) 0xfe && beginning[1] == (byte) 0xff));
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (start == bytes.length) {
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, bytes.length - start);
        System.arraycopy(bytes, start, into, offset, count);
        start += count;
        return count;
    }

    /** A character of two halves is never cut between them. */
    private boolean fill() throws IOException {
        int count = reader.read(characters, kept, CHARACTERS - kept);
        if (count < 0 && kept == 0) {
            return false;
        }
        int all = kept + Math.max(0, count);
        kept = count > 0 && Character.isHighSurrogate(characters[all - 1]) ? 1 : 0;
        bytes = new String(characters, 0, all - kept).getBytes(StandardCharsets.UTF_8);
        start = 0;
        if (kept == 1) {
            characters[0] = characters[all - 1];
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
