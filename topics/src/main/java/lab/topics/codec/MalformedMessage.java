package lab.topics.codec;

import java.nio.charset.StandardCharsets;

/**
 * Says why some bytes are not the message that they were read as: the thing, the rule and the
 * culprit, such as {@code price: must be a decimal, was "abc"}.
 *
 * <p>It carries no stack trace: garbage comes in bursts, and what matters is in the reason.
 */
public final class MalformedMessage extends Exception {
    private static final int REASON_LENGTH_MAX = 300;

    MalformedMessage(String reason) {
        super(whole(cut(reason)), null, false, false);
    }

    /** Why, in at most {@value #REASON_LENGTH_MAX} characters. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    static String quoted(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + '"';
    }

    /** Half characters, which cannot be written down, become question marks. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String cut(String reason) {
        return reason.length() <= REASON_LENGTH_MAX
                ? reason
                : reason.substring(0, REASON_LENGTH_MAX - 1) + "…";
    }
}
