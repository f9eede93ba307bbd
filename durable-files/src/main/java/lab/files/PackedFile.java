package lab.files;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Files that are packed in a way that nobody here unpacks, known by how they begin. */
public final class PackedFile {
    /** So many bytes are enough to know one by. */
    public static final int MAGIC_BYTES = 8;

    private static final Map<String, String> PACKERS =
            Map.of(
                    "PK\3\4", "zip",
                    "BZh", "bzip2",
                    "\u00FD7zXZ", "xz",
                    "(\u00B5/\u00FD", "zstd",
                    "\u0004\"M\u0018", "LZ4",
                    "7z\u00BC\u00AF", "7-Zip",
                    "Rar!", "RAR");

    private PackedFile() {}

    /** What has packed a file that begins with these bytes, if it is one of those. */
    public static Optional<String> packer(byte[] beginning) {
        String magic = new String(beginning, StandardCharsets.ISO_8859_1);
        return PACKERS.entrySet().stream()
                .filter(packer -> magic.startsWith(packer.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
