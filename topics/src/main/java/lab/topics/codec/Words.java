package lab.topics.codec;

import java.math.BigDecimal;
import lab.domain.Side;

/** Words that more than one message has, read from their text. */
final class Words {
    static final String EXCHANGE_UNKNOWN = "unknown";

    private static final int VOLUME_LENGTH_MAX = 64;

    private Words() {}

    /** {@code BUY} or {@code SELL}, in either case. */
    static Side side(String text) throws MalformedMessage {
        if (hasLetters(text, "BUY")) {
            return Side.BUY;
        }
        if (hasLetters(text, "SELL")) {
            return Side.SELL;
        }
        throw new MalformedMessage(
                "side: must be BUY or SELL, was " + MalformedMessage.quoted(text));
    }

    /** Plain digits with an optional point; how many is for the tick to say. */
    static BigDecimal volume(String name, String text) throws MalformedMessage {
        int point = text.indexOf('.');
        boolean isPlain =
                !text.isEmpty()
                        && text.length() <= VOLUME_LENGTH_MAX
                        && point != 0
                        && point != text.length() - 1;
        for (int i = 0; i < text.length() && isPlain; i++) {
            char c = text.charAt(i);
            isPlain = (c >= '0' && c <= '9') || i == point;
        }
        if (!isPlain) {
            throw new MalformedMessage(
                    name + ": must be a decimal, was " + MalformedMessage.quoted(text));
        }
        return new BigDecimal(text);
    }

    // Not equalsIgnoreCase, which takes a long s for an S.
    private static boolean hasLetters(String text, String letters) {
        if (text.length() != letters.length()) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            char c = text.charAt(i);
            char upper = letters.charAt(i);
            if (c != upper && c != upper + ('a' - 'A')) {
                return false;
            }
        }
        return true;
    }
}
