package lab.launcher.past;

import java.util.Locale;

/** Whose commentary is taken for what the commentary service would have said. */
public enum CommentaryChoice {
    /** The journal's; what was not commented on then is Unknown. */
    STORED,
    /** The journal's; what was not commented on then is commented on by rules. */
    RULES,
    /** Nobody's. */
    UNKNOWN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
