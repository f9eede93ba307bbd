package lab.launcher.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.time.InstantSource;
import lab.servicekit.Health;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCheckTest {
    private static final Path DATA = Path.of("/data");
    private static final long MANY = 1L << 40;

    @TempDir Path dir;

    @Test
    void one_with_room_is_no_trouble() throws Exception {
        assertThat(new DiskCheck(dir, new Disk(MANY, false)).trouble()).isEmpty();
        assertThat(new DiskCheck(dir, new Disk(DiskCheck.FREE_BYTES_MIN, false)).trouble())
                .isEmpty();
        assertThat(dir).isEmptyDirectory();
        assertThat(DiskCheck.of(dir).freeBytes()).isPositive();
    }

    @Test
    void a_full_one_is_named_with_what_helps_and_fits_again_once_there_is_room() {
        var health = new Health(InstantSource.system());
        var disk = new Disk(3L << 20, false);
        new DiskCheck(dir, disk).addTo(health);

        assertThat(Health.firstTrouble(health.snapshot()))
                .contains(
                        "disk: %s: 256 MB must be free, 3 are; make room, and if a part stays down after that, ./lab down and ./lab up"
                                .formatted(dir));

        disk.free = MANY;
        assertThat(Health.isUp(health.snapshot())).isTrue();
    }

    @Test
    void one_that_cannot_be_written_is_named() {
        assertThat(new DiskCheck(DATA, new Disk(MANY, true)).trouble())
                .contains(
                        "/data: it must be writable, is mounted read-only; mount it to be written,"
                                + " then ./lab down and ./lab up");
    }

    @Test
    void a_folder_that_can_be_written_on_a_disk_that_is_read_only_elsewhere_is_no_trouble() {
        assertThat(new DiskCheck(dir, new Disk(MANY, true)).trouble()).isEmpty();
    }

    /** As ext4 does after an error, which its flags do not show. */
    @Test
    void one_that_says_it_can_be_written_and_refuses_is_named() {
        Path gone = dir.resolve("gone");

        assertThat(new DiskCheck(gone, new Disk(MANY, false)).trouble().orElseThrow())
                .startsWith(gone + ": it must be writable, " + gone)
                .endsWith(
                        "; see what the system says of its disk, make it writable, then ./lab down and ./lab up");
    }

    @Test
    void one_that_cannot_be_asked_is_trouble_and_no_number() {
        var check = new DiskCheck(DATA, new Disk(-1, false));

        assertThat(check.trouble()).contains("/data: its free space must be known, it is gone");
        assertThat(check.freeBytes()).isNaN();
    }

    /** A disk of any state: a full one cannot be had in every place that tests run in. */
    private static final class Disk extends FileStore {
        private final boolean isReadOnly;
        private long free;

        Disk(long free, boolean isReadOnly) {
            this.free = free;
            this.isReadOnly = isReadOnly;
        }

        @Override
        public long getUsableSpace() throws IOException {
            if (free < 0) {
                throw new IOException("it is gone");
            }
            return free;
        }

        @Override
        public boolean isReadOnly() {
            return isReadOnly;
        }

        @Override
        public String name() {
            return "disk";
        }

        @Override
        public String type() {
            return "disk";
        }

        @Override
        public long getTotalSpace() {
            return MANY;
        }

        @Override
        public long getUnallocatedSpace() {
            return free;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return false;
        }

        @Override
        public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(
                Class<V> type) {
            return null;
        }

        @Override
        public Object getAttribute(String attribute) {
            throw new UnsupportedOperationException(attribute);
        }
    }
}
