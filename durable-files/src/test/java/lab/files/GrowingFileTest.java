package lab.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import lab.powerloss.PowerLossFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingFileTest {
    private static final String FIRST = "first\n";
    private static final String LONG = "x".repeat(99) + "\n";

    @TempDir private Path dir;

    private static byte[] bytes(String piece) {
        return piece.getBytes(UTF_8);
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, CREATE, READ, WRITE);
    }

    /** Write and force fail at each of their steps, alone and with the cut behind them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void nothing_of_a_piece_that_failed_stands_behind_a_shorter_one(int failures)
            throws IOException {
        for (int step = 1; step <= 2; step++) {
            var files = new PowerLossFileSystem();
            Path path = files.root().resolve("log");
            try (var channel = open(path)) {
                var file = new GrowingFile(path, channel, 0);
                file.append(bytes(FIRST), true);
                files.failAt(files.steps() + step, failures);
                boolean isTaken = false;
                for (int tries = 0; !isTaken; tries++) {
                    assertThat(tries).isLessThan(9);
                    String piece = tries == 0 ? LONG : "last\n";
                    try {
                        assertThat(file.append(bytes(piece), true)).isEqualTo(FIRST.length());
                        isTaken = tries > 0;
                    } catch (IOException e) {
                        assertThat(e).hasMessage("the disk does not take it");
                        assertThat(file.end()).isEqualTo(FIRST.length());
                    }
                }
                assertThat(path).hasContent("first\nlast\n");
                assertThat(file.end()).isEqualTo(channel.size());
            }
        }
    }

    @Test
    void a_piece_is_there_after_a_power_loss_if_it_was_to_last() throws IOException {
        var files = new PowerLossFileSystem();
        Path path = files.root().resolve("log");
        try (var channel = open(path)) {
            DurableFiles.forceFolderOf(path);
            var file = new GrowingFile(path, channel, 0);
            file.append(bytes(LONG), true);
            file.append(bytes("may be lost\n"), false);
        }
        assertThat(
                        IntStream.range(0, 50)
                                .mapToObj(seed -> files.restart(new Random(seed)).root())
                                .map(root -> root.resolve("log")))
                .allSatisfy(found -> assertThat(Files.readString(found)).startsWith(LONG));
    }

    @Test
    void nothing_is_written_behind_a_hole_or_into_a_file_that_is_gone() throws IOException {
        Path path = dir.resolve("log");
        try (var channel = open(path)) {
            var file = new GrowingFile(path, channel, 0);
            file.append(bytes(FIRST), true);
            Files.writeString(path, "fi");
            assertThatIOException()
                    .isThrownBy(() -> file.append(bytes(LONG), true))
                    .withMessageContainingAll(
                            path.toString(), "must be 6 bytes long", "cut it to 2", "./lab down");
            assertThat(path).hasContent("fi");

            Files.delete(path);
            assertThatIOException()
                    .isThrownBy(() -> file.append(bytes(LONG), true))
                    .withMessageContainingAll(path.toString(), "is gone", "./lab up");
        }
    }

    @Test
    void what_others_have_put_behind_it_goes() throws IOException {
        Path path = dir.resolve("log");
        try (var channel = open(path)) {
            var file = new GrowingFile(path, channel, 0);
            Files.writeString(path, LONG);
            file.append(bytes(FIRST), false);
            assertThat(path).hasContent(FIRST);
        }
    }
}
