package lab.domain.clearing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import lab.domain.OrderId;

/**
 * An order id in 128 bits: the first half of its SHA-256, of any length in 16 bytes.
 *
 * <p>Two ids that share a hash would make the second a repeat of the first. Among the n ids that an
 * account has in memory that happens by chance once in 2^129 / n^2: with a million of them once in
 * 10^26. And since the hash is a cryptographic one, nobody can look for two ids that do.
 */
public record OrderIdHash(long high, long low) {
    public static OrderIdHash of(OrderId id) {
        ByteBuffer hash =
                ByteBuffer.wrap(sha256().digest(id.text().getBytes(StandardCharsets.US_ASCII)));
        return new OrderIdHash(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
