package lab.lancer.imports.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a zip holds. It is read only if it holds one file: of several nobody can know whether they
 * are of one pair and one interval.
 */
final class ZipFolder {
    private static final int SHOWN = 3;

    private ZipFolder() {}

    /** Whether it is a file that somebody packed, and not what a system adds of its own. */
    static boolean isData(ZipEntry entry) {
        String name = entry.getName();
        String last = name.substring(name.lastIndexOf('/') + 1);
        return !entry.isDirectory() && !name.startsWith("__MACOSX/") && !last.startsWith(".");
    }

    /**
     * Sees to it that there are not several files.
     *
     * @return what is missing: of a zip without its list of contents nobody knows what it held, but
     *     it is read as far as it goes
     */
    static Optional<String> check(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            if (zip.getEntry("xl/workbook.xml") != null) {
                throw new IOException("is an Excel workbook; save it as CSV");
            }
            List<String> names =
                    zip.stream().filter(ZipFolder::isData).map(ZipEntry::getName).toList();
            if (names.size() > 1) {
                throw new IOException(
                        "zip: must hold one file, holds %d (%s%s); unpack it and import one at a time"
                                .formatted(
                                        names.size(),
                                        String.join(", ", names.stream().limit(SHOWN).toList()),
                                        names.size() > SHOWN ? ", …" : ""));
            }
            return Optional.empty();
        } catch (ZipException e) {
            return Optional.of("its list of contents is missing, " + PackedStream.reason(e));
        }
    }
}
