package lab.lancer.imports.rows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * Lines of text, each of a bounded length. A byte order mark may stand before any of them, where
 * files were put one behind the other.
 */
final class TextLines implements AutoCloseable {
    static final int CHARACTERS_MAX = 10_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final BufferedReader reader;
    private final StringBuilder text = new StringBuilder();
    private boolean hasEnded;
    private boolean skipLineFeed;
    private long number;

    /**
     * A line.
     *
     * @param isWhole false where the text is cut to {@value #CHARACTERS_MAX} characters
     * @param hasEnd whether a line's end came behind it, and not the text's
     */
    record Line(long number, String text, boolean isWhole, boolean hasEnd) {}

    TextLines(Reader reader) {
        this.reader = new BufferedReader(reader, 1 << 16);
    }

    /** The next line; empty behind the last. */
    Optional<Line> next() throws IOException {
        if (hasEnded) {
            return Optional.empty();
        }
        text.setLength(0);
        boolean isWhole = true;
        for (int c = reader.read(); ; c = reader.read()) {
            if (c == '\n' && skipLineFeed) {
                skipLineFeed = false;
                continue;
            }
            skipLineFeed = c == '\r';
            if (c < 0 || c == '\n' || c == '\r') {
                hasEnded = c < 0;
                break;
            }
            if (c == BYTE_ORDER_MARK && text.isEmpty()) {
                continue;
            }
            if (text.length() < CHARACTERS_MAX) {
                text.append((char) c);
            } else {
                isWhole = false;
            }
        }
        if (hasEnded && text.isEmpty()) {
            return Optional.empty();
        }
        number++;
        return Optional.of(new Line(number, text.toString(), isWhole, !hasEnded));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
