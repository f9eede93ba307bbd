package lab.lancer.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import lab.servicekit.PermanentFault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexFormatTest {
    @TempDir private Path folder;
    private IndexConfig config = IndexConfig.of(Path.of("unset"));
    private Path file = Path.of("unset");

    @BeforeEach
    void prepare() {
        config = IndexConfig.of(folder);
        file = config.pairs().resolve("format");
    }

    @Test
    void an_index_without_a_number_is_of_the_first_format() {
        assertThatCode(() -> IndexFormat.check(config)).doesNotThrowAnyException();
    }

    @Test
    void what_is_written_is_read_again() throws Exception {
        IndexFormat.write(config);
        assertThat(file).hasContent("1");
        assertThatCode(() -> IndexFormat.check(config)).doesNotThrowAnyException();
    }

    @Test
    void a_newer_index_is_refused_for_good_with_the_command() throws Exception {
        Files.createDirectories(config.pairs());
        Files.writeString(file, "2\n");
        assertThatThrownBy(() -> IndexFormat.check(config))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("is of format 2, the newest that this version knows is 1")
                .hasMessageContaining("./lab index")
                .satisfies(thrown -> assertThat(PermanentFault.in(thrown)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "-1", "99999999999"})
    void a_number_that_cannot_be_read_is_refused_with_the_command(String text) throws Exception {
        Files.createDirectories(config.pairs());
        Files.writeString(file, text);
        assertThatThrownBy(() -> IndexFormat.check(config))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("must hold the number of its format")
                .hasMessageContaining("./lab index");
    }

    @Test
    void bytes_that_are_no_text_are_refused_with_the_command() throws Exception {
        Files.createDirectories(config.pairs());
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0x80, 7});
        assertThatThrownBy(() -> IndexFormat.check(config))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("must hold the number of its format")
                .hasMessageContaining("./lab index");
    }
}
