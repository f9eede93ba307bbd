package lab.cold;

import java.io.IOException;
import java.io.InputStream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads each byte of a table's files. A run looks at some columns alone; the checksums that the
 * lake keeps beside its files are of all of them.
 */
public final class WholeFiles {
    private static final int BUFFER_BYTES = 1 << 16;

    private WholeFiles() {}

    /**
     * Checks a table as it is now.
     *
     * @throws IOException naming a file that is not as it was written
     */
    public static void check(Table table) throws IOException {
        if (table.currentSnapshot() == null) {
            return;
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                String file = task.file().location();
                try (InputStream in = table.io().newInputFile(file).newStream()) {
                    while (in.read(buffer) >= 0) {
                        // The file system compares as it reads
                    }
                } catch (IOException | RuntimeIOException e) {
                    throw new IOException(
                            "cold tier: file %s must be as it was written, is not; %s"
                                    .formatted(file, e.getMessage()),
                            e);
                }
            }
        }
    }
}
