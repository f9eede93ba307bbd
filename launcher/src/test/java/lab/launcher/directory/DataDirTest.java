package lab.launcher.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import lab.launcher.process.ControlFile;
import lab.launcher.process.DataDirLock;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirTest {
    @TempDir Path dir;

    @Test
    void a_directory_in_use_names_who_uses_it() throws Exception {
        var data = new DataDir(dir);
        try (var lock = DataDirLock.take(data, "lab up")) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> DataDirLock.take(data, "lab sql"))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("one lab at a time, in use by lab up (pid")
                    .hasMessageContaining("./lab down --data " + dir);
        }
        DataDirLock.take(data, "lab sql").close();
    }

    @Test
    void a_directory_that_was_moved_is_refused() throws Exception {
        Path before = dir.resolve("before");
        new DataDir(before).prepare();
        Path after = Files.move(before, dir.resolve("after"));
        assertThatThrownBy(() -> new DataDir(after).prepare())
                .isInstanceOf(LabException.class)
                .hasMessageContaining(after + ": it must stay where it was made, was " + before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0\0", "half/a/path", "\u0001/tmp"})
    void a_damaged_word_of_where_it_was_made_is_named_with_the_line_that_mends_it(String damaged)
            throws Exception {
        var data = new DataDir(dir.toRealPath());
        data.prepare();
        Path location = data.root().resolve("location");
        String whole = Files.readString(location);
        Files.writeString(location, damaged);

        assertThatThrownBy(data::prepare)
                .isInstanceOf(LabException.class)
                .hasMessageContaining(location + ": it must hold the directory's path")
                .hasMessageEndingWith("printf %%s '%s' > '%s' mends it", data.root(), location);
        Files.writeString(location, whole);
        data.prepare();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"pid\":1", "\0\0"})
    void a_damaged_word_of_which_lab_runs_there_says_what_to_do(String damaged) throws Exception {
        var data = new DataDir(dir);
        Files.writeString(data.controlFile(), damaged);
        assertThatThrownBy(() -> ControlFile.running(data))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("lab.json: it must say which lab runs there")
                .hasMessageContaining("./lab up writes it anew");

        ControlFile self = ControlFile.ofThisProcess(new Ports(7));
        self.keepIn(data);
        assertThat(ControlFile.running(data)).contains(self);
        Files.delete(data.controlFile());
        self.keepIn(data);
        assertThat(ControlFile.running(data)).contains(self);
    }

    @Test
    void one_that_cannot_be_written_is_named_with_what_to_do() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");
        assertThatThrownBy(() -> new DataDir(file.resolve("data")).prepare())
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith(
                        "data directory %s: it must be writable, ", file.resolve("data"))
                .hasMessageEndingWith(
                        "; let this user write there, mount it to be written, or give another by"
                                + " --data");
    }

    @Test
    void a_directory_is_prepared_again_and_again() throws Exception {
        new DataDir(dir).prepare();
        new DataDir(dir).prepare();
        assertThat(dir.resolve("logs")).isDirectory();
    }

    @Test
    void temporary_files_of_dead_processes_go() throws Exception {
        var data = new DataDir(dir);
        Files.createDirectories(data.tmp().resolve("flink-io-1/deep"));
        Files.writeString(data.tmp().resolve("flink-io-1/deep/spill"), "x");
        data.emptyTmp();
        assertThat(data.tmp()).isEmptyDirectory();
    }

    @Test
    void a_lab_runs_only_if_its_process_is_the_one_that_wrote_the_file() throws Exception {
        var data = new DataDir(dir);
        assertThat(ControlFile.running(data)).isEmpty();

        ControlFile self = ControlFile.ofThisProcess(new Ports(7));
        self.writeTo(data);
        assertThat(ControlFile.running(data)).contains(self);

        var later =
                new ControlFile(self.pid(), Instant.EPOCH, self.portOffset(), self.consolePort());
        Files.writeString(data.controlFile(), Json.write(later));
        assertThat(ControlFile.running(data)).isEmpty();
    }
}
