package lab.poller.recording;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The form of a recording's lines: the unix time when a frame came, a colon, a blank, the frame.
 */
public final class RecordingLine {
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final int WHOLE_DIGITS_MAX = 19;
    private static final int TIME_LENGTH_MAX = 32;
    private static final long SECOND_MIN = 1_230_768_000L; // 2009
    private static final long SECOND_MAX = 9_214_646_400L; // 2262

    private RecordingLine() {}

    /** Whether a line is blank or says something about the connection. */
    static boolean isNote(byte[] line, int start, int length) {
        return begins(line, start, length, "wss://")
                || begins(line, start, length, "ws://")
                || isBlank(line, start, length);
    }

    private static boolean isBlank(byte[] line, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (line[i] != ' ' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Where the colon stands that ends the time. */
    public static int colon(byte[] line, int start, int length) {
        for (int i = start; i < start + Math.min(length, TIME_LENGTH_MAX); i++) {
            if (line[i] == ':') {
                return i;
            }
        }
        throw noTime(line, start, length);
    }

    /** The time at the beginning of a line, up to its colon. */
    public static Instant received(byte[] line, int start, int colon) {
        long whole = 0;
        int at = start;
        while (at < colon && isDigit(line[at]) && at - start < WHOLE_DIGITS_MAX) {
            whole = whole * 10 + (line[at++] - '0');
        }
        long unitsASecond = unitsASecond(at - start);
        int nanos = 0;
        if (at < colon && line[at] == '.' && unitsASecond == 1) {
            int digits = 0;
            for (at++; at < colon && isDigit(line[at]); at++) {
                if (digits < FRACTION_DIGITS_MAX) {
                    nanos = nanos * 10 + (line[at] - '0');
                    digits++;
                }
            }
            for (; digits < FRACTION_DIGITS_MAX; digits++) {
                nanos *= 10;
            }
        }
        long second = whole / unitsASecond;
        if (second < SECOND_MIN || second >= SECOND_MAX || at != colon) {
            throw noTime(line, start, colon + 1 - start);
        }
        long rest = whole % unitsASecond * (1_000_000_000L / unitsASecond);
        return Instant.ofEpochSecond(second, nanos + rest);
    }

    /** Times of our days have ten digits in seconds: three more are milliseconds, and so on. */
    private static long unitsASecond(int digits) {
        return switch (digits) {
            case 13 -> 1_000L;
            case 16 -> 1_000_000L;
            case 19 -> 1_000_000_000L;
            default -> 1;
        };
    }

    private static IllegalArgumentException noTime(byte[] line, int start, int length) {
        return new IllegalArgumentException(
                "line: must begin with the time it was received, was "
                        + beginning(line, start, length));
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
