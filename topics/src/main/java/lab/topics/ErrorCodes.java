package lab.topics;

/** The broker's error codes that we act upon, by the server's own numbers. */
final class ErrorCodes {
    static final int UNAUTHENTICATED = 40;
    static final int STREAM_NOT_FOUND = 1009;
    static final int STREAM_NAME_TAKEN = 1012;
    static final int TOPIC_NOT_FOUND = 2010;
    static final int TOPIC_NAME_TAKEN = 2013;
    static final int PARTITION_NOT_FOUND = 3007;

    private static final int BATCH_FIRST = 4009;
    private static final int BATCH_LAST = 4036;
    private static final int INVALID_COMMAND = 3;
    private static final int INVALID_FORMAT = 4;

    private ErrorCodes() {}

    /** Whether the place to send to is not there, which creating it cures. */
    static boolean isMissingPlace(int code) {
        return code == STREAM_NOT_FOUND || code == TOPIC_NOT_FOUND || code == PARTITION_NOT_FOUND;
    }

    /** Whether the batch itself is at fault, so that sending it again would never help. */
    static boolean isBadBatch(int code) {
        return code == INVALID_COMMAND
                || code == INVALID_FORMAT
                || (code >= BATCH_FIRST && code <= BATCH_LAST);
    }
}
