package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Good files with bytes changed, left out, put in or cut off: never a fault, never a lost row. */
class DamagedFilesTest {
    private static final int TIMES = 60;
    private static final byte[] LIKELY =
            "0123456789.,;-+eE\"\r\n\t []{}:TZNa\0\uFEFF".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @ParameterizedTest
    @MethodSource("lab.lancer.imports.KnownFilesTest#files")
    void whatever_happens_to_a_file_it_is_read_or_refused(String name) throws Exception {
        byte[] good = Files.readAllBytes(KnownFilesTest.file(name));
        var dice = new Random(name.hashCode());
        Path file = folder.resolve("damaged");
        int read = 0;
        for (int i = 0; i < TIMES; i++) {
            Files.write(file, damaged(good, dice));
            try {
                ReadFile found = ReadFile.of(file);
                read++;
                // Its rows are used or refused, or it would not be
                assertThat(found.tally().candles()).isEqualTo(found.candles().size());
                assertThat(found.refusals())
                        .as("each row that is refused is told, unless all are")
                        .hasSizeGreaterThanOrEqualTo(
                                found.tally().refusal().isPresent()
                                        ? 0
                                        : (int) found.tally().refused());
            } catch (ImportException e) {
                assertThat(e).hasMessageStartingWith("import " + file + ": ");
            }
        }
        assertThat(read).as("seed %d", name.hashCode()).isPositive();
    }

    private static byte[] damaged(byte[] good, Random dice) {
        byte[] bytes = good.clone();
        int times = 1 + dice.nextInt(6);
        for (int i = 0; i < times && bytes.length > 1; i++) {
            int at = dice.nextInt(bytes.length);
            int length = Math.min(1 + dice.nextInt(12), bytes.length - at);
            switch (dice.nextInt(6)) {
                case 0 -> bytes[at] = (byte) dice.nextInt(256);
                case 1, 2 -> bytes[at] = LIKELY[dice.nextInt(LIKELY.length)];
                case 3 -> bytes = joined(Arrays.copyOf(bytes, at), bytes, at + length);
                case 4 -> bytes = joined(Arrays.copyOf(bytes, at + length), bytes, at);
                default -> bytes = dice.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] head, byte[] tail, int from) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length - from);
        System.arraycopy(tail, from, both, head.length, tail.length - from);
        return both;
    }
}
