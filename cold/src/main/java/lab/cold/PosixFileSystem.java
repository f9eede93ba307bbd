// SPDX-License-Identifier: Apache-2.0
package lab.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, which Iceberg writes through, without its processes: where Hadoop's
 * native library is missing, as nearly everywhere, it starts a {@code chmod} for each file that it
 * makes, and two of its files stand for each of Iceberg's. {@code core-site.xml} names this class.
 */
public final class PosixFileSystem extends LocalFileSystem {
    public PosixFileSystem() {
        super(new Raw());
    }

    private static final class Raw extends RawLocalFileSystem {
        @Override
        public void setPermission(Path path, FsPermission permission) throws IOException {
            String rights =
                    permission.getUserAction().SYMBOL
                            + permission.getGroupAction().SYMBOL
                            + permission.getOtherAction().SYMBOL;
            if (permission.getStickyBit()) {
                super.setPermission(path, permission); // Java knows no sticky bit
                return;
            }
            try {
                Files.setPosixFilePermissions(
                        pathToFile(path).toPath(), PosixFilePermissions.fromString(rights));
            } catch (UnsupportedOperationException noPosix) {
                super.setPermission(path, permission);
            }
        }
    }
}
