package lab.lancer.imports.rows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens a file as what its first bytes say that it is, whatever its name. */
public final class FileRows {
    private static final int MAGIC_BYTES = 8;
    private static final String FEATHER = "ARROW1";
    private static final String ZIP = "PK\3\4";

    /** What we know by sight and do not read, and what to do with it. */
    private static final Map<String, String> OTHERS =
            Map.of(
                    "PAR1", "is Parquet; write it as Feather or CSV",
                    "FEA1", "is Feather of version 1; write it anew with a newer pandas",
                    "\u0089HDF", "is HDF5; write it as Feather or CSV",
                    "BZh", "is packed by bzip2; unpack it first",
                    "\u00FD7zXZ", "is packed by xz; unpack it first",
                    "(\u00B5/\u00FD", "is packed by zstd; unpack it first",
                    "7z\u00BC\u00AF", "is packed by 7-Zip; unpack it first",
                    "SQLite f", "is a SQLite database; write its table as CSV");

    private FileRows() {}

    public static Rows open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(MAGIC_BYTES);
            String magic = new String(in.readNBytes(MAGIC_BYTES), StandardCharsets.ISO_8859_1);
            in.reset();
            if (magic.startsWith(FEATHER)) {
                in.close();
                return FeatherRows.open(file);
            }
            Optional<String> missing =
                    magic.startsWith(ZIP) ? ZipFolder.check(file) : Optional.empty();
            refuseOthers(magic);
            PackedStream bytes = PackedStream.of(in, missing);
            if (bytes.isTar()) {
                throw new IOException("is a tar archive; unpack it and import what is in it");
            }
            return bytes.beginsJson() ? JsonRows.open(bytes) : TextRows.open(bytes);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static void refuseOthers(String magic) throws IOException {
        for (Map.Entry<String, String> other : OTHERS.entrySet()) {
            if (magic.startsWith(other.getKey())) {
                throw new IOException(other.getValue());
            }
        }
    }
}
