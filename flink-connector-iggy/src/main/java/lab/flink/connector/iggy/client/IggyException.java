package lab.flink.connector.iggy.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.iggy.exception.IggyServerException;
import org.jspecify.annotations.Nullable;

/** A request that failed: what was asked, of whom, and whether asking again can help. */
public final class IggyException extends IOException {

    /**
     * Refusals that no waiting cures: of who asks, and of a batch that breaks the server's rules.
     * All others may go away, also those that are not known here: 4010 says that the server was
     * short of memory, 3009 that the topic is full, and 3 or 4 that the connection was out of step.
     */
    private static final Set<Integer> FATAL =
            Set.of(
                    41, // not allowed
                    42, 43, 44, // wrong or malformed credentials
                    47, // inactive user
                    53, 54, // invalid or expired token
                    80, // invalid size
                    4009, // invalid number of messages
                    4017, 4018, 4019, // user headers too big, invalid key, invalid value
                    4022, 4023, 4024, 4025, // payload too big, too many messages, empty, length
                    4027, 4028, // checksum, length of a key or value
                    4031, 4032, 4033, 4034, 4035, 4036, 4037, // a batch against its index
                    4038, 4039, 4040, // timestamp delta, checksum of the batch, kind of header
                    4101); // reserved field is not zero

    /** Refusals that say that the stream, the topic or the partition is not there. */
    private static final Set<Integer> MISSING = Set.of(1009, 1010, 2010, 2011, 3007);

    private final boolean fatal;
    private final boolean missing;

    IggyException(String message, boolean fatal) {
        super(message);
        this.fatal = fatal;
        this.missing = false;
    }

    private IggyException(
            String message, @Nullable Throwable cause, boolean fatal, boolean missing) {
        super(message, cause);
        this.fatal = fatal;
        this.missing = missing;
    }

    /** Whether a new attempt would fail in the same way. */
    public boolean fatal() {
        return fatal;
    }

    /** Whether the server is well, and does not have what was asked for. */
    public boolean isMissing() {
        return missing;
    }

    /** The last failure of a series that outlasted our patience. */
    static IggyException gaveUp(Duration patience, IggyException last) {
        return new IggyException(
                "iggy: no answer for longer than retry.max-duration = "
                        + patience
                        + ", lastly: "
                        + last.getMessage(),
                last,
                true,
                false);
    }

    /** A partition that is not there any more, of a topic that is. */
    public static IggyException gone(TopicPartition partition) {
        return new IggyException(
                "partition " + partition + ": it was deleted, what is sent to it has no place",
                null,
                true,
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
                    what + ": the server answered with error " + code,
                    cause,
                    FATAL.contains(code),
                    MISSING.contains(code));
        }
        return new IggyException(what + ": " + cause, cause, false, false);
    }
}
