package lab.servicekit;

import java.util.Optional;

/**
 * Marks an exception that no retry mends, such as a file of a newer format: somebody has to do what
 * its message says.
 */
public interface PermanentFault {
    /** The first of a failure and its causes that no retry mends. */
    static Optional<Throwable> in(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof PermanentFault) {
                return Optional.of(cause);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
