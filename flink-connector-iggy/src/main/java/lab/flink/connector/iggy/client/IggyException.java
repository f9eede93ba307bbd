package lab.flink.connector.iggy.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.iggy.exception.IggyServerException;

/** A request that failed: what was asked, of whom, and whether asking again can help. */
public final class IggyException extends IOException {

    /**
     * Refusals that no waiting cures: not allowed (41), wrong or malformed credentials (42, 43,
     * 44), inactive user (47), and batches that break the server's rules (4009 to 4036).
     */
    private static final Set<Integer> FATAL =
            Set.of(41, 42, 43, 44, 47, 4009, 4017, 4022, 4031, 4032, 4033, 4034, 4035, 4036);

    private final boolean fatal;

    IggyException(String message, boolean fatal) {
        super(message);
        this.fatal = fatal;
    }

    private IggyException(String message, Throwable cause, boolean fatal) {
        super(message, cause);
        this.fatal = fatal;
    }

    /** Whether a new attempt would fail in the same way. */
    public boolean fatal() {
        return fatal;
    }

    /** The last failure of a series that outlasted our patience. */
    static IggyException gaveUp(Duration patience, IggyException last) {
        return new IggyException(
                "iggy: no answer for longer than retry.max-duration = "
                        + patience
                        + ", lastly: "
                        + last.getMessage(),
                last,
                true);
    }

    /** A topic that may yet come to be. */
    public static IggyException missing(String stream, String topic) {
        return new IggyException("topic " + stream + "/" + topic + ": does not exist yet", false);
    }

    /** Names what was being done, and unpacks what futures wrap. */
    public static IggyException of(String what, Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof IggyException known) {
            return known;
        }
        if (cause instanceof TimeoutException) {
            return new IggyException(what + ": no answer in time", false);
        }
        if (cause instanceof IggyServerException refused) {
            int code = refused.getRawErrorCode();
            return new IggyException(
                    what + ": the server answered with error " + code, cause, FATAL.contains(code));
        }
        return new IggyException(what + ": " + cause, cause, false);
    }
}
