package lab.consensus.source;

import java.util.Locale;

/**
 * A decision that would not have ended, or not soon. An error, so that hardly anybody catches it.
 */
final class StepsError extends Error {
    private static final long serialVersionUID = 1;

    StepsError(String what) {
        super(what);
    }

    /** It is told to whoever wrote the file, to whom the name of this class says nothing. */
    @SuppressWarnings("OverrideThrowableToString")
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "it %s", getMessage());
    }
}
