package lab.iggy.embedded.user;

import com.dynatrace.hash4j.hashing.Hashing;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/**
 * All users but root, in one small file that is written anew at each change, forced, and put in
 * place in one step: a user that was deleted does not come back.
 */
public final class UserFile {
    private static final int MAGIC = 0x54494455; // "TIDU"
    private static final int VERSION = 1;

    public static final KeptFile KEPT =
            new KeptFile(
                    "the broker's users",
                    "iggy/users",
                    KeptFile.Form.BINARY,
                    VERSION,
                    "take it away and create the users anew");

    private final Path path;

    UserFile(Path path) {
        this.path = path;
    }

    void write(Collection<User> users) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(users.size());
        for (var user : users) {
            out.writeInt(user.id());
            out.writeUTF(user.name());
            out.writeLong(user.createdAtMicros());
            out.writeBoolean(user.active());
            out.writeInt(user.password().iterations());
            out.write(HexFormat.of().parseHex(user.password().salt()));
            out.write(HexFormat.of().parseHex(user.password().hash()));
            out.writeBoolean(user.granted().isPresent());
            var permissions = Unpooled.buffer();
            user.granted().ifPresent(granted -> granted.write(permissions));
            out.writeInt(permissions.readableBytes());
            out.write(ByteBufUtil.getBytes(permissions));
        }
        out.writeLong(Hashing.xxh3_64().hashBytesToLong(bytes.toByteArray()));
        DurableFiles.write(path, bytes.toByteArray());
    }

    List<User> read() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
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
            var users = new ArrayList<User>();
            for (int left = in.readInt(); left > 0; left--) {
                users.add(user(in));
            }
            return users;
        }
    }

    private User user(DataInputStream in) throws IOException {
        int id = in.readInt();
        String name = in.readUTF();
        long created = in.readLong();
        boolean active = in.readBoolean();
        var password =
                new PasswordHash(
                        in.readInt(),
                        HexFormat.of().formatHex(in.readNBytes(PasswordHash.SALT_BYTES)),
                        HexFormat.of().formatHex(in.readNBytes(PasswordHash.HASH_BYTES)));
        boolean granted = in.readBoolean();
        var permissions = in.readNBytes(in.readInt());
        try {
            return new User(
                    id,
                    name,
                    created,
                    active,
                    password,
                    granted
                            ? Optional.of(
                                    Permissions.read(
                                            new WireReader(Unpooled.wrappedBuffer(permissions))))
                            : Optional.empty());
        } catch (RefusedException e) {
            throw new IOException(
                    KEPT.unreadable(path, "and the permissions of " + name + " are not"), e);
        }
    }
}
