package lab.poller.recording;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The form of a recording's lines: the unix time when a frame came, a colon, a blank, the frame.
 */
final class RecordingLine {
    private static final int SECOND_DIGITS_MAX = 10;
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final int TIME_LENGTH_MAX = 32;
    private static final long SECOND_MIN = 1_230_768_000L; // 2009
    private static final long SECOND_MAX = 9_214_646_400L; // 2262

    private RecordingLine() {}

    /** Whether a line says something about the connection. */
    static boolean isNote(byte[] line, int start, int length) {
        return begins(line, start, length, "wss://") || begins(line, start, length, "ws://");
    }

    /** Where the blank before the frame is. */
    static int frameStart(byte[] line, int start, int length) {
        for (int i = start; i < start + Math.min(length - 1, TIME_LENGTH_MAX); i++) {
            if (line[i] == ':' && line[i + 1] == ' ') {
                return i + 2;
            }
        }
        throw new IllegalArgumentException(
                "line: must begin with the time it was received, was "
                        + beginning(line, start, length));
    }

    /** The time at the beginning of a line whose frame starts at a place. */
    static Instant received(byte[] line, int start, int frameStart) {
        int end = frameStart - 2;
        long second = 0;
        int at = start;
        while (at < end && isDigit(line[at]) && at - start < SECOND_DIGITS_MAX) {
            second = second * 10 + (line[at++] - '0');
        }
        int nanos = 0;
        boolean isTime = at > start && second >= SECOND_MIN && second < SECOND_MAX;
        if (at < end && line[at] == '.') {
            int digits = 0;
            for (at++; at < end && isDigit(line[at]); at++) {
                if (digits < FRACTION_DIGITS_MAX) {
                    nanos = nanos * 10 + (line[at] - '0');
                    digits++;
                }
            }
            for (; digits < FRACTION_DIGITS_MAX; digits++) {
                nanos *= 10;
            }
        }
        if (!isTime || at != end) {
            throw new IllegalArgumentException(
                    "line: must begin with the time it was received, was "
                            + beginning(line, start, frameStart - start));
        }
        return Instant.ofEpochSecond(second, nanos);
    }

    /** How a recording says when something came. */
    static String format(Instant received) {
        return "%d.%06d".formatted(received.getEpochSecond(), received.getNano() / 1_000);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean begins(byte[] line, int start, int length, String text) {
        if (length < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (line[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String beginning(byte[] line, int start, int length) {
        String text =
                new String(line, start, Math.min(length, 40), StandardCharsets.ISO_8859_1)
                        .replaceAll("[^\\x20-\\x7e]", "?");
        return '"' + text + (length > 40 ? "…" : "") + '"';
    }
}
