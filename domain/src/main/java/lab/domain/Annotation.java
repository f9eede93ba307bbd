package lab.domain;

import static lab.domain.Checks.broken;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What is to be seen on a chart at a moment.
 *
 * @param id of two with the same the later takes the place of the one before, so that what is told
 *     twice shows once; 1 to {@value #ID_LENGTH_MAX} characters
 * @param time event time
 * @param text for people; 1 to {@value #TEXT_LENGTH_MAX} characters
 * @param reference where more is to be found: an address of the service that says it, or account
 *     and order; 1 to {@value #REFERENCE_LENGTH_MAX} characters
 */
public record Annotation(
        String id, Pair pair, Instant time, Layer layer, String text, String reference) {
    public static final int ID_LENGTH_MAX = 200;
    public static final int TEXT_LENGTH_MAX = 2_000;
    public static final int REFERENCE_LENGTH_MAX = 400;

    public Annotation {
        check("id", id, ID_LENGTH_MAX);
        EventTime.check("time", time);
        check("text", text, TEXT_LENGTH_MAX);
        check("reference", reference, REFERENCE_LENGTH_MAX);
    }

    /** With the id that a service's word on a pair at a moment has, whoever says it again. */
    public static Annotation of(
            Pair pair, Instant time, Layer layer, String text, String reference) {
        String id = "%s|%s|%s".formatted(layer.word(), pair, EventTime.format(time));
        return new Annotation(id, pair, time, layer, text, reference);
    }

    private static void check(String what, String text, int lengthMax) {
        if (text.isBlank() || text.length() > lengthMax) {
            throw broken(
                    "%s: must be 1 to %d characters, was %s",
                    what, lengthMax, text.isBlank() ? "blank" : text.length());
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw broken("%s: must be without control characters, had some", what);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw broken("%s: must be whole characters, was not", what);
        }
    }
}
