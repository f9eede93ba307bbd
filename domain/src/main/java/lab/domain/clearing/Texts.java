package lab.domain.clearing;

import static lab.domain.Checks.broken;

import java.nio.charset.StandardCharsets;

/** What senders wrote in their own words. */
final class Texts {
    private Texts() {}

    /** Refuses what is too long, or is half a character and so cannot be written down. */
    static void check(String what, String text, int lengthMax) {
        if (text.length() > lengthMax) {
            throw broken("%s: at most %d characters, was %d", what, lengthMax, text.length());
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw broken("%s: must be whole characters, was not", what);
        }
    }
}
