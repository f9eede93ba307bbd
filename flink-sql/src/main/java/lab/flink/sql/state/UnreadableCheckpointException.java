package lab.flink.sql.state;

import java.io.IOException;

/** A checkpoint that no job can begin from. */
public final class UnreadableCheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Some of Flink's messages are essays. */
    private static final int REASON_MAX = 200;

    /** Says of which part, and why. */
    UnreadableCheckpointException(String part, Exception cause) {
        super("%s: must be readable, %s".formatted(part, reason(cause)), cause);
    }

    private static String reason(Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason =
                root.getClass() == IOException.class && root.getMessage() != null
                        ? root.getMessage()
                        : root.toString();
        return reason.length() <= REASON_MAX ? reason : reason.substring(0, REASON_MAX) + "…";
    }
}
