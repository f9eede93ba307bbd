package lab.flink.sql.script;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL text: what is quoted and what is a comment is told from the rest, in which a
 * semicolon ends a statement and a word is a word. All parts in a row are the text again.
 *
 * @param isClosed whether a quote or comment ends before the text does
 */
public record SqlPart(Kind kind, String text, boolean isClosed) {
    public enum Kind {
        CODE,
        /** A text or a name, with its quotes; a doubled quote in it is a part of it. */
        QUOTED,
        /** Up to the end of the line, or in between; a hint is none. */
        COMMENT
    }

    public static List<SqlPart> of(String text) {
        var parts = new ArrayList<SqlPart>();
        int begin = 0;
        for (int i = 0; i < text.length(); ) {
            int end = endOfWhatBeginsAt(text, i);
            if (end == i) {
                i++;
                continue;
            }
            if (begin < i) {
                parts.add(new SqlPart(Kind.CODE, text.substring(begin, i), true));
            }
            parts.add(special(text.substring(i, Math.min(end, text.length())), end));
            i = Math.min(end, text.length());
            begin = i;
        }
        if (begin < text.length()) {
            parts.add(new SqlPart(Kind.CODE, text.substring(begin), true));
        }
        return parts;
    }

    private static SqlPart special(String text, int end) {
        boolean isQuoted = text.charAt(0) == '\'' || text.charAt(0) == '`';
        return new SqlPart(isQuoted ? Kind.QUOTED : Kind.COMMENT, text, end != Integer.MAX_VALUE);
    }

    /** Behind the quote or comment that begins here; here if none does, no place if it goes on. */
    private static int endOfWhatBeginsAt(String text, int i) {
        char c = text.charAt(i);
        if (c == '\'' || c == '`') {
            return after(text, String.valueOf(c), i + 1);
        }
        if (text.startsWith("--", i)) {
            int newline = text.indexOf('\n', i);
            return newline < 0 ? text.length() : newline;
        }
        if (text.startsWith("/*", i) && !text.startsWith("/*+", i)) {
            return after(text, "*/", i + 2);
        }
        return i;
    }

    private static int after(String text, String what, int from) {
        int found = text.indexOf(what, from);
        return found < 0 ? Integer.MAX_VALUE : found + what.length();
    }
}
