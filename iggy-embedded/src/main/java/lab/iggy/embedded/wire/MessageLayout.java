package lab.iggy.embedded.wire;

/**
 * Where the fields of a message lie. The layout is the same when a message is sent, stored and
 * polled: a header of 64 bytes, the payload, then the user headers. All numbers are little-endian.
 */
public final class MessageLayout {
    public static final int CHECKSUM = 0;
    public static final int ID_LOW = 8;
    public static final int ID_HIGH = 16;
    public static final int OFFSET = 24;
    public static final int TIMESTAMP = 32;
    public static final int HEADERS_LENGTH = 48;
    public static final int PAYLOAD_LENGTH = 52;
    public static final int HEADER_BYTES = 64;

    /** The checksum covers everything behind itself. */
    public static final int CHECKED_FROM = 8;

    public static final int PAYLOAD_BYTES_MAX = 64_000_000;
    public static final int USER_HEADERS_BYTES_MAX = 100_000;

    private MessageLayout() {}
}
