package lab.launcher.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternFilesTest {
    @TempDir private Path folder;

    @Test
    void a_folder_for_what_does_not_fit_into_memory_is_made_and_left_empty() throws Exception {
        Path scratch = new PatternFiles(new DataDir(folder), new Ports(0)).scratch();

        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void one_that_cannot_be_written_says_what_to_do() throws Exception {
        var data = new DataDir(folder);
        Files.createDirectories(data.lancer());
        Files.writeString(data.lancer().resolve("scratch"), "a file is in its place");

        assertThatThrownBy(() -> new PatternFiles(data, new Ports(0)).scratch())
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("data directory " + data + ": it must be writable, ")
                .hasMessageEndingWith(
                        "; let this user write there, mount it to be written, or give another by --data");
    }
}
