package lab.servicekit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    @TempDir private Path folder;

    @Test
    void is_made_at_first_and_the_same_afterwards() {
        Path file = folder.resolve("secrets/token");

        String made = TokenFile.openOrCreate(file).value();

        assertThat(made).hasSizeGreaterThanOrEqualTo(40);
        assertThat(TokenFile.openOrCreate(file).value()).isEqualTo(made);
        assertThat(TokenFile.openOrCreate(folder.resolve("other/token")).value())
                .isNotEqualTo(made);
    }

    @Test
    void only_its_owner_reads_it_and_nothing_else_is_left_beside_it() throws IOException {
        Path file = folder.resolve("secrets/token");
        TokenFile.openOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_file_that_others_may_read_is_refused() throws IOException {
        Path file = folder.resolve("token");
        TokenFile.openOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> TokenFile.openOrCreate(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("readable by its owner alone")
                .hasMessageContaining("rw-r--r--");
    }

    @Test
    void a_file_without_a_token_is_refused() throws IOException {
        Path file = folder.resolve("token");
        TokenFile.openOrCreate(file);
        Files.writeString(file, "secret\n");

        assertThatThrownBy(() -> TokenFile.openOrCreate(file))
                .hasMessageContaining("at least 32 characters")
                .hasMessageContaining("write another there")
                .hasMessageNotContaining("delete")
                .hasMessageNotContaining("secret\n");
    }

    @Test
    void a_damaged_file_is_refused_with_its_name_and_what_to_do() throws IOException {
        Path file = folder.resolve("token");
        TokenFile.openOrCreate(file);
        for (byte[] garbled : List.of(new byte[44], new byte[0], garbled(0xff), garbled(0x80))) {
            Files.write(file, garbled);
            assertThatThrownBy(() -> TokenFile.openOrCreate(file))
                    .isInstanceOf(IllegalStateException.class)
                    .hasNoCause()
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("openssl rand -hex 32");
        }
    }

    private static byte[] garbled(int with) {
        byte[] bytes = "a".repeat(44).getBytes(StandardCharsets.US_ASCII);
        bytes[20] = (byte) with;
        return bytes;
    }

    @Test
    void admits_its_own_bearer_and_nobody_else() {
        TokenFile token = TokenFile.openOrCreate(folder.resolve("token"));

        assertThat(token.admits("Bearer " + token.value())).isTrue();
        assertThat(token.admits(token.value())).isFalse();
        assertThat(token.admits("Bearer ")).isFalse();
        assertThat(token.admits("")).isFalse();
        assertThat(token).hasToString("TokenFile[***]");
    }
}
