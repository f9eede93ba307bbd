package lab.iggy.embedded;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
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
        var line = Files.readString(file).strip();
        int colon = line.indexOf(':');
        if (colon < 0 || line.contains("\n")) {
            throw new IOException("root secret: must be one line, username:password: " + file);
        }
        return new Credentials(line.substring(0, colon), line.substring(colon + 1));
    }

    private static Credentials make(Path file) throws IOException {
        var random = new byte[PASSWORD_RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        var made =
                new Credentials(
                        USERNAME, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        Files.createDirectories(file.toAbsolutePath().getParent());
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var line =
                ByteBuffer.wrap(
                        (made.username() + ":" + made.password() + "\n")
                                .getBytes(StandardCharsets.UTF_8));
        try (var out =
                Files.newByteChannel(
                        fresh,
                        Set.of(CREATE_NEW, WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            while (line.hasRemaining()) {
                out.write(line);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        LOG.atInfo().addKeyValue("file", file).log("root password made");
        return made;
    }
}
