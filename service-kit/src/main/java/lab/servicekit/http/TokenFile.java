package lab.servicekit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import lab.files.DurableFiles;

/**
 * The secret that whoever changes anything has to show, in a file that only its owner reads.
 *
 * <p>It is made when it is first needed, so that there is no default that works.
 */
public final class TokenFile {
    private static final int RANDOM_BYTES = 32;
    private static final int LENGTH_MIN = 32;
    private static final Set<PosixFilePermission> OWNER_ALONE =
            PosixFilePermissions.fromString("rw-------");

    private final String token;

    private TokenFile(String token) {
        this.token = token;
    }

    /**
     * Reads the token, or makes one if there is no file.
     *
     * @throws IllegalStateException if others may read the file, or if it holds no token
     */
    public static TokenFile openOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return open(file);
        } catch (IOException e) {
            throw new UncheckedIOException("token: cannot be kept in %s".formatted(file), e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String made = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        DurableFiles.createSecret(file, made + "\n");
    }

    private static TokenFile open(Path file) throws IOException {
        Set<PosixFilePermission> permissions =
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (!OWNER_ALONE.containsAll(permissions)) {
            throw new IllegalStateException(
                    "token: must be readable by its owner alone (chmod 600), was %s %s"
                            .formatted(PosixFilePermissions.toString(permissions), file));
        }
        // Bytes of a damaged file need not be text
        String token = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        if (token.length() < LENGTH_MIN || !token.chars().allMatch(it -> it > ' ' && it < 0x7f)) {
            throw new IllegalStateException(
                    "token: must have at least %d characters, visible ones of ASCII, was %d in %s; write another there, as openssl rand -hex 32 makes"
                            .formatted(LENGTH_MIN, token.length(), file));
        }
        return new TokenFile(token);
    }

    /** The secret itself, for a client of ours. */
    public String value() {
        return token;
    }

    /**
     * Whether an {@code Authorization} header shows the token; takes the same time if it is wrong.
     */
    public boolean admits(String authorization) {
        byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(wanted, authorization.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "TokenFile[***]";
    }
}
