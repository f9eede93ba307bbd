package lab.iggy.embedded.catalog;

/**
 * What a topic's maker may choose. All-ones in {@code expiryMicros} means never, in {@code
 * maxBytes} unlimited; so does whatever is more than a signed long can say.
 *
 * @param compression the protocol's number of it; kept and told, never applied
 * @param replication kept and told, never applied
 */
public record TopicSettings(
        String name, long expiryMicros, int compression, long maxBytes, int replication) {
    public static final long UNLIMITED = -1;
    static final long SERVER_DEFAULT = 0;

    public boolean expires() {
        return expiryMicros > 0;
    }

    public boolean limited() {
        return maxBytes > 0;
    }
}
