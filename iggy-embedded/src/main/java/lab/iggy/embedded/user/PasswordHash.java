package lab.iggy.embedded.user;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: PBKDF2 with HMAC-SHA-512 and a salt of its own. To make or check one
 * takes a tenth of a second or so, on purpose.
 *
 * @param salt in hex
 * @param hash in hex
 */
public record PasswordHash(int iterations, String salt, String hash) {
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int ITERATIONS = 210_000;
    static final int SALT_BYTES = 16;
    static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** One that no password has, and that takes as long to find that out. */
    static final PasswordHash OF_NOBODY =
            new PasswordHash(ITERATIONS, "00".repeat(SALT_BYTES), "00".repeat(HASH_BYTES));

    static PasswordHash of(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new PasswordHash(
                ITERATIONS,
                HexFormat.of().formatHex(salt),
                HexFormat.of().formatHex(hash(password, salt, ITERATIONS)));
    }

    boolean isOf(String password) {
        return MessageDigest.isEqual(
                HexFormat.of().parseHex(hash),
                hash(password, HexFormat.of().parseHex(salt), iterations));
    }

    private static byte[] hash(String password, byte[] salt, int iterations) {
        var key = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        } finally {
            key.clearPassword();
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
