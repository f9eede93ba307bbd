package lab.powerloss;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PowerLossFileSystemTest {
    private static final int CHANCES = 200;

    private final PowerLossFileSystem files = new PowerLossFileSystem();

    private static void force(Path path) throws IOException {
        try (var channel =
                FileChannel.open(
                        path,
                        Files.isDirectory(path)
                                ? StandardOpenOption.READ
                                : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** All texts that a file is found with; {@code absent} if it is not. */
    private Set<String> found(String name) throws IOException {
        Set<String> found = new HashSet<>();
        for (int seed = 0; seed < CHANCES; seed++) {
            Path file = files.restart(new Random(seed)).root().resolve(name);
            found.add(Files.exists(file) ? Files.readString(file, ISO_8859_1) : "absent");
        }
        return found;
    }

    @Test
    void keeps_what_was_forced_with_its_folder() throws IOException {
        Path file = files.root().resolve("a");
        Files.writeString(file, "kept");
        force(file);
        force(files.root());

        assertThat(found("a")).containsExactly("kept");
    }

    @Test
    void may_forget_the_name_of_a_forced_file() throws IOException {
        Path file = files.root().resolve("a");
        Files.writeString(file, "kept");
        force(file);

        assertThat(found("a")).containsExactlyInAnyOrder("kept", "absent");
    }

    @Test
    void may_keep_a_name_without_its_bytes_or_with_zeros() throws IOException {
        Files.writeString(files.root().resolve("a"), "text");
        force(files.root());

        assertThat(found("a")).contains("text", "", "\0\0\0\0").doesNotContain("absent");
    }

    @Test
    void tears_a_file_that_is_overwritten_between_sectors_and_never_within_one()
            throws IOException {
        Path file = files.root().resolve("a");
        Files.writeString(file, "o".repeat(1024));
        force(file);
        force(files.root());
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("n".repeat(1024).getBytes(UTF_8)));
        }

        assertThat(found("a"))
                .containsExactlyInAnyOrder(
                        "o".repeat(1024),
                        "n".repeat(1024),
                        "o".repeat(512) + "n".repeat(512),
                        "n".repeat(512) + "o".repeat(512));
    }

    @Test
    void moves_in_one_step() throws IOException {
        Path file = files.root().resolve("a");
        Files.writeString(file, "old");
        force(file);
        force(files.root());
        Path next = files.root().resolve("b");
        Files.writeString(next, "new");
        force(next);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

        assertThat(found("a")).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void fails_from_the_step_on_at_which_the_power_goes() throws IOException {
        Path file = files.root().resolve("a");
        files.losePowerAt(3);
        Files.writeString(file, "12");

        assertThatThrownBy(() -> force(file)).isInstanceOf(PowerLostException.class);
        assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(PowerLostException.class);
        assertThat(files.steps()).isEqualTo(3);
        assertThat(files.isOff()).isTrue();
    }

    @Test
    void a_step_that_is_to_fail_fails_and_those_behind_it_do_not() throws IOException {
        Path file = files.root().resolve("a");
        Files.writeString(file, "before");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            files.failAt(files.steps() + 1, 3);
            assertThatThrownBy(() -> channel.write(ByteBuffer.wrap("1234".getBytes(UTF_8)), 6))
                    .hasMessage("the disk does not take it");
            assertThat(file).hasContent("before12");
            assertThatThrownBy(() -> channel.force(false)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> channel.truncate(6)).isInstanceOf(IOException.class);
            assertThat(channel.truncate(6).size()).isEqualTo(6);
        }
        assertThat(file).hasContent("before");
        assertThat(files.isOff()).isFalse();
    }

    @Test
    void finds_the_same_with_the_same_chance() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.writeString(files.root().resolve("f" + i), "x".repeat(i * 100));
        }
        for (int seed = 0; seed < 20; seed++) {
            assertThat(names(files.restart(new Random(seed))))
                    .isEqualTo(names(files.restart(new Random(seed))));
        }
    }

    private static Set<String> names(PowerLossFileSystem files) throws IOException {
        try (var found = Files.list(files.root())) {
            Set<String> names = new HashSet<>();
            for (Path path : found.toList()) {
                names.add(path + Files.readString(path, ISO_8859_1));
            }
            return names;
        }
    }
}
