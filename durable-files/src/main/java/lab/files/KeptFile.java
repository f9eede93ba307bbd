package lab.files;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * A kind of file that survives a restart and says in which format it is. Whoever reads it goes by
 * this, and so does who only looks whether it could be read.
 *
 * @param what it is, for people
 * @param place where it is in a data directory, as a glob
 * @param form how the format is said
 * @param newest format that this version knows; it knows all before it
 * @param otherwise what helps where the version that wrote it cannot be started: the least that is
 *     lost
 */
public record KeptFile(String what, String place, Form form, int newest, String otherwise) {

    /** How a file says its format. */
    public enum Form {
        /** One JSON object, with the number {@code format}. */
        JSON,
        /** The same; what is no JSON is older, or is made anew. */
        JSON_OR_OLDER,
        /** A JSON object a line, each with the number. */
        JSON_LINES,
        /** The number alone, as text. */
        NUMBER,
        /** Four bytes of a sign, and four of the number, the highest first. */
        BINARY
    }

    /** Whether files of a format can be read. */
    public boolean knows(long format) {
        return format >= 0 && format <= newest;
    }

    /** Whether a file is one of this kind. */
    public boolean isAt(Path relative) {
        return FileSystems.getDefault().getPathMatcher("glob:" + place).matches(relative);
    }

    /**
     * Why a file cannot be read, and what to do.
     *
     * @param format that it says
     */
    public String refusal(Path file, Object format) {
        return refusal(file, format, otherwise);
    }

    /**
     * Why a file that should be there whole is of no use, and what to do.
     *
     * @param why in words
     */
    public String unreadable(Path file, String why) {
        return unreadable(file, why, otherwise);
    }

    /**
     * The same where something else helps.
     *
     * @param instead of what helps elsewhere
     */
    public String unreadable(Path file, String why, String instead) {
        return "%s: %s must be readable, %s; put a backup of it back, or %s"
                .formatted(file, what, why, instead);
    }

    /**
     * The same where something else helps.
     *
     * @param instead of what helps elsewhere
     */
    public String refusal(Path file, Object format, String instead) {
        return "%s: %s is of format %s, the newest that this version knows is %d; start it with the version that wrote it, or %s"
                .formatted(file, what, format, newest, instead);
    }
}
