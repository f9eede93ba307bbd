package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.iggy.embedded.storage.PartitionLog.Depth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir Path folder;

    @Test
    void a_directory_without_a_format_is_of_format_0_and_marked_once_it_was_checked()
            throws IOException {
        try (var directory = DataDirectory.lock(folder)) {
            assertThat(directory.mustBeForced()).isTrue();
            assertThat(directory.checkDepth()).isEqualTo(Depth.TAIL);
            directory.markChecked();
        }

        assertThat(folder.resolve("format")).hasContent("1");
        try (var directory = DataDirectory.lock(folder)) {
            assertThat(directory.mustBeForced()).isFalse();
            assertThat(directory.checkDepth()).isEqualTo(Depth.LAST_BATCH);
        }
    }

    @Test
    void after_another_boot_the_newest_segments_are_checked() throws IOException {
        try (var directory = DataDirectory.lock(folder)) {
            directory.markChecked();
        }
        Files.writeString(folder.resolve("boot-id"), "another");

        try (var directory = DataDirectory.lock(folder)) {
            assertThat(directory.checkDepth()).isEqualTo(Depth.NEWEST);
        }
    }

    @Test
    void a_damaged_boot_id_is_that_of_another_boot() throws IOException {
        try (var directory = DataDirectory.lock(folder)) {
            directory.markChecked();
        }
        Files.write(folder.resolve("boot-id"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 7});

        try (var directory = DataDirectory.lock(folder)) {
            assertThat(directory.checkDepth()).isEqualTo(Depth.NEWEST);
        }
    }

    @Test
    void refuses_a_newer_format_by_name_and_one_that_is_no_number() throws IOException {
        Files.writeString(folder.resolve("format"), "2\n");
        assertThatThrownBy(() -> DataDirectory.lock(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "%s: the bus with its segments, indexes and stored offsets is of format 2, the newest that this version knows is 1; start it with the version that wrote it, or take another --data; ./lab reset takes all away",
                        folder.resolve("format"));

        Files.writeString(folder.resolve("format"), "\0\0");
        assertThatThrownBy(() -> DataDirectory.lock(folder))
                .hasMessageContaining("must hold the number of the broker's format");

        Files.write(folder.resolve("format"), new byte[] {(byte) 0xff, (byte) 0x80, 7});
        assertThatThrownBy(() -> DataDirectory.lock(folder))
                .hasMessageContaining("must hold the number of the broker's format")
                .hasMessageContaining(folder.resolve("format").toString());

        Files.writeString(folder.resolve("format"), "1\n");
        DataDirectory.lock(folder).close();
    }
}
