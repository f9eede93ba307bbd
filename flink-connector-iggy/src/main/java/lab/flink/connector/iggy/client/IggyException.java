// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.annotation.Internal;
import org.apache.iggy.exception.IggyServerException;
import org.jspecify.annotations.Nullable;

/** A request that failed: what was asked, of whom, and whether asking again can help. */
@Internal
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

    private static final int NOT_FOUND = 20;

    /** Refusals that say that the stream, the topic or the partition is not there. */
    private static final Set<Integer> MISSING = Set.of(1009, 1010, 2010, 2011, 3007);

    /** Refusals of a poll that say that what lies there is not what should. */
    private static final Set<Integer> DAMAGED = Set.of(4100);

    /** So many damaged answers in a row to the same question are no accident of a connection. */
    public static final int DAMAGED_ANSWERS_MAX = 3;

    private final boolean fatal;
    private final boolean missing;
    private final boolean damaged;

    IggyException(String message, boolean fatal) {
        this(message, null, fatal, false, false);
    }

    private IggyException(
            String message,
            @Nullable Throwable cause,
            boolean fatal,
            boolean missing,
            boolean damaged) {
        super(message, cause);
        this.fatal = fatal;
        this.missing = missing;
        this.damaged = damaged;
    }

    /** Whether a new attempt would fail in the same way. */
    public boolean fatal() {
        return fatal;
    }

    /** Whether the server is well, and does not have what was asked for. */
    public boolean isMissing() {
        return missing;
    }

    /**
     * Whether the server answered a poll, and the answer cannot be. A connection that is out of
     * step gives such an answer once; a log that is damaged gives it whenever it is asked.
     */
    public boolean isDamaged() {
        return damaged;
    }

    /** An answer to a poll that contradicts itself. */
    static IggyException malformed(String message) {
        return new IggyException(message, null, false, false, true);
    }

    /** The server was asked for the same again and again, and never answered with messages. */
    static IggyException damagedLog(IggyException last) {
        return new IggyException(
                "the server's log is damaged, asking again does not help: " + last.getMessage(),
                null,
                true,
                false,
                true);
    }

    /** The last failure of a series that outlasted our patience. */
    public static IggyException gaveUp(Duration patience, IggyException last) {
        return new IggyException(
                "iggy: no answer for longer than retry.max-duration = "
                        + patience
                        + ", lastly: "
                        + last.getMessage(),
                last,
                true,
                false,
                false);
    }

    /** A partition that is not there any more, of a topic that is. */
    public static IggyException gone(TopicPartition partition) {
        return new IggyException(
                "partition " + partition + ": it was deleted, what is sent to it has no place",
                null,
                true,
                true,
                false);
    }

    /** A topic that may yet come to be. */
    public static IggyException missing(Object stream, Object topic) {
        return notYet("topic " + stream + "/" + topic);
    }

    /** Something that may yet come to be. */
    public static IggyException notYet(String what) {
        return new IggyException(what + ": does not exist yet", false);
    }

    /** The same of a poll, whose refusals say more. */
    static IggyException ofPoll(String what, Throwable failure) {
        IggyException plain = of(what, failure);
        return plain.getCause() instanceof IggyServerException refused
                        && DAMAGED.contains(refused.getRawErrorCode())
                ? new IggyException(String.valueOf(plain.getMessage()), refused, false, false, true)
                : plain;
    }

    /** Of those that a login meets, whose number says little to who has set it up. */
    private static String meaning(int code) {
        return switch (code) {
            case 41 -> ", not allowed";
            case 42, 43, 44 -> ", wrong user name or password";
            case 47 -> ", the user is not active";
            case 53 -> ", invalid token";
            case 54 -> ", the token has expired";
            default -> "";
        };
    }

    /**
     * The same of a login: a server that does not know the token says that something is missing.
     */
    static IggyException ofLogin(String what, Throwable failure) {
        IggyException plain = of(what, failure);
        return plain.getCause() instanceof IggyServerException refused
                        && refused.getRawErrorCode() == NOT_FOUND
                ? new IggyException(
                        plain.getMessage() + ", no such token", refused, true, false, false)
                : plain;
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
            return new IggyException(what + ": no answer in time", cause, false, false, false);
        }
        if (cause instanceof IggyServerException refused) {
            int code = refused.getRawErrorCode();
            return new IggyException(
                    what + ": the server answered with error " + code + meaning(code),
                    cause,
                    FATAL.contains(code),
                    MISSING.contains(code),
                    false);
        }
        return new IggyException(what + ": " + cause, cause, false, false, false);
    }
}
