package lab.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import lab.powerloss.PowerLossFileSystem;
import org.junit.jupiter.api.Test;

/** The power goes at each step of what is written, and each time with many chances. */
class PowerLossTest {
    private static final int CHANCES = 50;

    private interface Act {
        void on(Path root) throws IOException;
    }

    private interface Check {
        void of(Path root, boolean returned) throws IOException;
    }

    private static void atEachStep(Act before, Act act, Check check) throws IOException {
        boolean returned = false;
        for (int step = 1; !returned; step++) {
            var files = new PowerLossFileSystem();
            before.on(files.root());
            files.losePowerAt(files.steps() + step);
            try {
                act.on(files.root());
                returned = !files.isOff();
            } catch (IOException e) {
                assertThat(files.isOff()).isTrue();
            }
            for (int seed = 0; seed < CHANCES; seed++) {
                check.of(files.restart(new Random(seed)).root(), returned);
            }
        }
    }

    @Test
    void a_file_is_there_whole_as_it_was_or_as_it_is_to_be() throws IOException {
        String before = "b".repeat(3000);
        String after = "a".repeat(2000);
        atEachStep(
                root -> DurableFiles.write(root.resolve("desk/desk.json"), before),
                root -> DurableFiles.write(root.resolve("desk/desk.json"), after),
                (root, returned) -> {
                    String found = Files.readString(root.resolve("desk/desk.json"));
                    assertThat(found).isIn(before, after);
                    if (returned) {
                        assertThat(found).isEqualTo(after);
                    }
                });
    }

    @Test
    void a_new_file_is_absent_or_whole_and_there_with_its_folders_once_written()
            throws IOException {
        String text = "t".repeat(2000);
        atEachStep(
                _ -> {},
                root -> DurableFiles.write(root.resolve("a/b/c"), text),
                (root, returned) -> {
                    Path file = root.resolve("a/b/c");
                    if (returned || Files.exists(file)) {
                        assertThat(file).hasContent(text);
                    }
                });
    }

    @Test
    void a_created_secret_stays_once_it_was_told() throws IOException {
        atEachStep(
                _ -> {},
                root -> DurableFiles.createSecret(root.resolve("secrets/token"), "hidden"),
                (root, returned) -> {
                    Path file = root.resolve("secrets/token");
                    if (returned || Files.exists(file)) {
                        assertThat(file).hasContent("hidden");
                    }
                });
    }

    @Test
    void a_removed_file_does_not_come_back() throws IOException {
        atEachStep(
                root -> DurableFiles.write(root.resolve("a"), "text"),
                root -> DurableFiles.deleteIfExists(root.resolve("a")),
                (root, returned) ->
                        assertThat(Files.exists(root.resolve("a")) && returned).isFalse());
    }

    @Test
    void a_draft_that_a_power_loss_has_left_goes_with_the_next_write() throws IOException {
        atEachStep(
                _ -> {},
                root -> DurableFiles.write(root.resolve("a"), "first"),
                (root, _) -> {
                    DurableFiles.write(root.resolve("a"), "second");
                    try (var names = Files.list(root)) {
                        assertThat(names.map(Path::toString)).containsExactly("/a");
                    }
                });
    }
}
