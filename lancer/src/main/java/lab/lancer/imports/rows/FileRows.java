package lab.lancer.imports.rows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lab.files.PackedFile;

/** Opens a file as what its first bytes say that it is, whatever its name. */
public final class FileRows {
    private static final int MAGIC_BYTES = 8;
    private static final String FEATHER = "ARROW1";
    private static final String ZIP = "PK\3\4";

    /** What we know by sight and do not read, and what to do with it. */
    private static final Map<String, String> OTHERS =
            Map.ofEntries(
                    Map.entry("PAR1", "is Parquet; write it as Feather or CSV"),
                    Map.entry("Obj\u0001", "is Avro; write it as Feather or CSV"),
                    Map.entry("FEA1", "is Feather of version 1; write it anew with a newer pandas"),
                    Map.entry(
                            "\u00FF\u00FF\u00FF\u00FF",
                            "is a stream of Arrow; write it as Feather, Arrow's file, or CSV"),
                    Map.entry("\u0089HDF", "is HDF5; write it as Feather or CSV"),
                    Map.entry("\u0093NUMPY", "is an array of NumPy; write it as Feather or CSV"),
                    Map.entry("\u0080\u0003", "is a pickle of Python; write it as Feather or CSV"),
                    Map.entry("\u0080\u0004", "is a pickle of Python; write it as Feather or CSV"),
                    Map.entry("\u0080\u0005", "is a pickle of Python; write it as Feather or CSV"),
                    Map.entry("\u00D0\u00CF\u0011\u00E0", "is an Excel workbook; save it as CSV"),
                    Map.entry("%PDF", "is a PDF; write its table as CSV"),
                    Map.entry("SQLite f", "is a SQLite database; write its table as CSV"));

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
            String inner = bytes.magic(MAGIC_BYTES);
            refuseOthers(inner);
            if (inner.startsWith(FEATHER)) {
                throw new IOException("holds Feather; unpack it and import what is in it");
            }
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
        Optional<String> packer =
                PackedFile.packer(magic.getBytes(StandardCharsets.ISO_8859_1))
                        .filter(it -> !magic.startsWith(ZIP)); // which is unpacked here
        if (packer.isPresent()) {
            throw new IOException("is packed by %s; unpack it first".formatted(packer.get()));
        }
    }
}
