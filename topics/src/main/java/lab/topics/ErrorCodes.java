package lab.topics;

import java.util.Set;

/**
 * The broker's error codes that we act upon, by the server's own numbers. A code that is not here
 * may go away: the server was short of memory (4010), its disk was full, the topic was. So what it
 * refused is sent again and told of, and never dropped.
 */
public final class ErrorCodes {
    static final int UNAUTHENTICATED = 40;
    static final int STREAM_NOT_FOUND = 1009;
    static final int STREAM_NAME_TAKEN = 1012;
    static final int TOPIC_NOT_FOUND = 2010;
    static final int TOPIC_NAME_TAKEN = 2013;
    static final int PARTITION_NOT_FOUND = 3007;

    /**
     * What the server answers to a batch that breaks its rules. The numbers between them say that
     * it could not read, write or append, whatever the batch was.
     */
    private static final Set<Integer> BAD_BATCH =
            Set.of(
                    3, // invalid command, also for one that is too long
                    4, // invalid format
                    80, // invalid size
                    4009, // invalid number of messages
                    4017, // user headers too big
                    4018, // invalid header key
                    4019, // invalid header value
                    4022, // payload too big
                    4023, // too many messages
                    4024, // empty payload
                    4025, // invalid payload length
                    4027, // invalid message checksum
                    4028, // invalid length of a header's key or value
                    4031, // offset must be zero
                    4032, // timestamp must be zero
                    4033, // message ends elsewhere than its index says
                    4034, // invalid size of indexes
                    4035, // invalid number of indexes
                    4036, // invalid size of messages
                    4037, // message too small
                    4038, // invalid timestamp delta
                    4039, // invalid batch checksum
                    4040, // invalid kind of header
                    4101); // reserved field is not zero

    private ErrorCodes() {}

    /** Whether the place to send to is not there, which creating it cures. */
    public static boolean isMissingPlace(int code) {
        return code == STREAM_NOT_FOUND || code == TOPIC_NOT_FOUND || code == PARTITION_NOT_FOUND;
    }

    /** Whether the batch itself is at fault, so that sending it again would never help. */
    public static boolean isBadBatch(int code) {
        return BAD_BATCH.contains(code);
    }
}
