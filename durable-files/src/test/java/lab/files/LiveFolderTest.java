package lab.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFolderTest {
    @TempDir private Path folder;

    @Test
    void files_of_all_folders_are_named_and_links_and_folders_are_not() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1");
        Path deep = Files.createDirectories(folder.resolve("a/b"));
        Path two = Files.writeString(deep.resolve("two"), "2");
        Files.createSymbolicLink(folder.resolve("link"), one);
        assertThat(LiveFolder.files(folder)).containsExactlyInAnyOrder(one, two);
        assertThat(LiveFolder.files(folder, 1)).containsExactly(one);
    }

    @Test
    void a_folder_that_is_not_there_has_no_files() throws IOException {
        assertThat(LiveFolder.files(folder.resolve("none"))).isEmpty();
    }

    @Test
    void what_others_remove_meanwhile_is_no_failure() throws Exception {
        Path stays = Files.writeString(folder.resolve("stays"), "1");
        var isOver = new AtomicBoolean();
        Thread other = Thread.ofPlatform().start(() -> comeAndGo(isOver));
        try {
            for (int look = 0; look < 2_000; look++) {
                assertThat(LiveFolder.files(folder)).contains(stays);
            }
        } finally {
            isOver.set(true);
            other.join();
        }
    }

    private void comeAndGo(AtomicBoolean isOver) {
        try {
            while (!isOver.get()) {
                Path deep = Files.createDirectories(folder.resolve("a/b/c"));
                Path file = Files.writeString(deep.resolve("d"), "x");
                Files.delete(file);
                Files.delete(deep);
                Files.delete(folder.resolve("a/b"));
                Files.delete(folder.resolve("a"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
