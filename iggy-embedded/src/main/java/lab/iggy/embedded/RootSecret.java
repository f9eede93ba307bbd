package lab.iggy.embedded;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import lab.files.DurableFiles;
import lab.iggy.embedded.user.Credentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The root user's password in a file that only its owner can read. */
final class RootSecret {
    private static final Logger LOG = LoggerFactory.getLogger(RootSecret.class);
    private static final String USERNAME = "iggy";
    private static final int PASSWORD_RANDOM_BYTES = 24;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private RootSecret() {}

    static Credentials readOrMake(Path file) throws IOException {
        return Files.exists(file) ? read(file) : make(file);
    }

    private static Credentials read(Path file) throws IOException {
        if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .log("root secret was readable by others; it is not any more");
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        try {
            var line = Files.readString(file).strip();
            int colon = line.indexOf(':');
            if (colon >= 0 && line.chars().noneMatch(Character::isISOControl)) {
                return new Credentials(line.substring(0, colon), line.substring(colon + 1));
            }
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw unreadable(file, e);
        }
        throw unreadable(file, null);
    }

    /** Any will do: nothing that is kept depends on it. */
    private static IOException unreadable(Path file, @Nullable Exception cause) {
        // Without the cause at the root of it, whoever tells the reason tells this
        var unreadable =
                new IOException(
                        "root secret %s: must be one line, username:password, is not; put a backup back or write such a line there"
                                .formatted(file));
        if (cause != null) {
            unreadable.addSuppressed(cause);
        }
        return unreadable;
    }

    private static Credentials make(Path file) throws IOException {
        var random = new byte[PASSWORD_RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        var made =
                new Credentials(
                        USERNAME, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        DurableFiles.writeSecret(file, made.username() + ":" + made.password() + "\n");
        LOG.atInfo().addKeyValue("file", file).log("root password made");
        return made;
    }
}
