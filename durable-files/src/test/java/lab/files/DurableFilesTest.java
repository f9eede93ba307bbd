package lab.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    /** No process has it: Linux and macOS end far below. */
    private static final String ENDED_PROCESS = "999999999";

    @TempDir Path folder;

    @Test
    void makes_a_file_with_its_folders_and_replaces_it() throws IOException {
        Path file = folder.resolve("a/b/c.json");

        DurableFiles.write(file, "before");
        DurableFiles.write(file, "after");

        assertThat(file).hasContent("after");
        assertThat(names(folder.resolve("a/b"))).containsExactly("c.json");
    }

    @Test
    void leaves_the_old_file_and_no_draft_when_the_new_one_cannot_be_put_in_place()
            throws IOException {
        Path file = folder.resolve("taken");
        DurableFiles.write(file.resolve("inside"), "kept");

        assertThatThrownBy(() -> DurableFiles.write(file, "a folder stands here"))
                .isInstanceOf(IOException.class);

        assertThat(file.resolve("inside")).hasContent("kept");
        assertThat(names(folder)).containsExactly("taken");
    }

    @Test
    void removes_drafts_that_a_kill_has_left() throws IOException {
        long self = ProcessHandle.current().pid();
        Files.writeString(folder.resolve(".desk.json." + ENDED_PROCESS + ".draft"), "half");
        Files.writeString(folder.resolve(".desk.json." + self + ".draft"), "of an earlier 1");

        DurableFiles.write(folder.resolve("desk.json"), "whole");

        assertThat(names(folder)).containsExactly("desk.json");
    }

    @Test
    void leaves_drafts_of_other_files_and_of_processes_that_live() throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        String living = ".desk.json." + parent + ".draft";
        String other = ".kill.json." + ENDED_PROCESS + ".draft";
        Files.writeString(folder.resolve(living), "in work");
        Files.writeString(folder.resolve(other), "half");

        DurableFiles.write(folder.resolve("desk.json"), "whole");

        assertThat(names(folder)).containsExactlyInAnyOrder("desk.json", living, other);
    }

    @Test
    void writes_secrets_for_their_owner_alone_even_over_a_file_that_all_could_read()
            throws IOException {
        Path file = folder.resolve("secret");
        Files.writeString(file, "open to all");

        DurableFiles.writeSecret(file, "hidden");

        assertThat(file).hasContent("hidden");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void creates_a_secret_once_and_never_replaces_it() throws IOException {
        Path file = folder.resolve("secrets/token");

        assertThat(DurableFiles.createSecret(file, "first")).isTrue();
        assertThat(DurableFiles.createSecret(file, "second")).isFalse();

        assertThat(file).hasContent("first");
        assertThat(names(folder.resolve("secrets"))).containsExactly("token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void many_writers_of_one_file_leave_one_whole_text() throws Exception {
        Path file = folder.resolve("shared");
        List<String> texts = new ArrayList<>();
        for (char letter = 'a'; letter < 'i'; letter++) {
            texts.add(String.valueOf(letter).repeat(50_000));
        }
        try (var threads = Executors.newFixedThreadPool(texts.size())) {
            List<Future<?>> writes = new ArrayList<>();
            for (String text : texts) {
                writes.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 5; i++) {
                                DurableFiles.write(file, text);
                                assertThat(Files.readString(file)).isIn(texts);
                            }
                            return null;
                        }));
            }
            for (Future<?> write : writes) {
                write.get();
            }
        }
        assertThat(names(folder)).containsExactly("shared");
    }

    @Test
    void removes_a_file_once() throws IOException {
        Path file = folder.resolve("gone");
        DurableFiles.write(file, "here");

        assertThat(DurableFiles.deleteIfExists(file)).isTrue();
        assertThat(DurableFiles.deleteIfExists(file)).isFalse();
        assertThat(names(folder)).isEmpty();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
