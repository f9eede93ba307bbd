package lab.iggy.embedded.token;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.files.DurableFiles;
import lab.files.KeptFile;

/**
 * The personal access tokens of all users, in one small file that is written anew at each change,
 * forced, and put in place in one step: a token that was revoked does not come back. Kept are
 * hashes alone. A token has 256 random bits, so a hash without salt or slowness will do.
 *
 * <p>Changes are made by one thread; any may look a token up.
 */
public final class TokenKeeper {
    private static final int MAGIC = 0x54494454; // "TIDT"
    private static final int VERSION = 2;

    /** They are all root's, and do not say so: it is still written where that is true. */
    private static final int VERSION_OF_ROOT_ALONE = 1;

    private static final int ROOT = 0;
    private static final int RANDOM_BYTES = 32;
    private static final long NEVER = 0;

    public static final KeptFile KEPT =
            new KeptFile(
                    "the broker's access tokens",
                    "iggy/tokens",
                    KeptFile.Form.BINARY,
                    VERSION,
                    "take it away and make new tokens");

    private final Path path;
    private final SecureRandom random = new SecureRandom();
    private volatile List<Token> tokens;

    private TokenKeeper(Path path, List<Token> tokens) {
        this.path = path;
        this.tokens = tokens;
    }

    public static TokenKeeper open(Path path) throws IOException {
        return new TokenKeeper(path, Files.exists(path) ? read(path) : List.of());
    }

    /** A user's, in the order in which they were made. */
    public List<Token> of(int user) {
        return tokens.stream().filter(token -> token.user() == user).toList();
    }

    public Optional<Token> named(int user, String name) {
        return of(user).stream().filter(token -> token.name().equals(name)).findFirst();
    }

    public boolean has(Token token) {
        return tokens.contains(token);
    }

    /** The one of this secret, expired or not. */
    public Optional<Token> of(String secret) {
        String hash = hash(secret);
        return tokens.stream().filter(token -> token.hash().equals(hash)).findFirst();
    }

    /** Makes a token and returns its secret, which nobody can ask for again. */
    public String create(int user, String name, OptionalLong expiresAtMicros) throws IOException {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var changed = new ArrayList<>(tokens);
        changed.add(new Token(user, name, hash(secret), expiresAtMicros));
        keep(changed);
        return secret;
    }

    public void delete(Token token) throws IOException {
        var changed = new ArrayList<>(tokens);
        changed.remove(token);
        keep(changed);
    }

    public void deleteAllOf(int user) throws IOException {
        if (!of(user).isEmpty()) {
            keep(tokens.stream().filter(token -> token.user() != user).toList());
        }
    }

    private void keep(List<Token> changed) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        boolean rootAlone = changed.stream().allMatch(token -> token.user() == ROOT);
        out.writeInt(rootAlone ? VERSION_OF_ROOT_ALONE : VERSION);
        out.writeInt(changed.size());
        for (var token : changed) {
            if (!rootAlone) {
                out.writeInt(token.user());
            }
            out.writeUTF(token.name());
            out.write(HexFormat.of().parseHex(token.hash()));
            out.writeLong(token.expiresAtMicros().orElse(NEVER));
        }
        out.writeLong(Hashing.xxh3_64().hashBytesToLong(bytes.toByteArray()));
        DurableFiles.write(path, bytes.toByteArray());
        tokens = List.copyOf(changed);
    }

    private static List<Token> read(Path path) throws IOException {
        var bytes = Files.readAllBytes(path);
        int checked = bytes.length - Long.BYTES;
        if (checked < 0
                || Hashing.xxh3_64().hashBytesToLong(bytes, 0, checked)
                        != ByteBuffer.wrap(bytes).getLong(checked)) {
            throw new IOException(KEPT.unreadable(path, "and it has not its checksum"));
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, 0, checked))) {
            if (in.readInt() != MAGIC) {
                throw new IOException(KEPT.unreadable(path, "and it does not begin as one"));
            }
            int version = in.readInt();
            if (version < 1 || !KEPT.knows(version)) {
                throw new IOException(KEPT.refusal(path, version));
            }
            var tokens = new ArrayList<Token>();
            for (int left = in.readInt(); left > 0; left--) {
                int user = version == VERSION_OF_ROOT_ALONE ? ROOT : in.readInt();
                String name = in.readUTF();
                String hash = HexFormat.of().formatHex(in.readNBytes(32));
                long expires = in.readLong();
                tokens.add(
                        new Token(
                                user,
                                name,
                                hash,
                                expires == NEVER
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(expires)));
            }
            return List.copyOf(tokens);
        }
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
