package lab.lancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import lab.domain.Pair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    private static final Instant FIRST = Instant.parse("2026-01-05T00:00:00Z");
    private static final Instant NEXT = Instant.parse("2026-01-09T04:00:00Z");

    @TempDir private Path folder;
    private Path file = Path.of("");
    private Position position = new Position(Path.of(""), new Pair("BTC-USD"));

    @BeforeEach
    void open() {
        file = folder.resolve("backfill-BTC-USD");
        position = new Position(folder, new Pair("BTC-USD"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_file_of_each_format_is_read(int format) throws Exception {
        try (InputStream kept =
                PositionTest.class.getResourceAsStream("/kept/backfill-%d".formatted(format))) {
            assertThat(kept).isNotNull();
            Files.copy(kept, file);
        }
        assertThat(position.of(FIRST)).contains(NEXT);
        assertThat(position.of(FIRST.plusSeconds(60))).as("of another beginning").isEmpty();
    }

    @Test
    void what_is_written_says_its_format_first() throws Exception {
        assertThat(position.of(FIRST)).isEmpty();
        position.write(FIRST, NEXT);
        assertThat(file)
                .hasContent(
                        """
                        {"format":1,"first":"2026-01-05T00:00:00Z","next":"2026-01-09T04:00:00Z"}
                        """);
        assertThat(position.of(FIRST)).contains(NEXT);
    }

    @Test
    void a_file_of_a_newer_version_is_refused() throws Exception {
        Files.writeString(file, "{\"format\":2}");
        assertThatThrownBy(() -> position.of(FIRST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ": ")
                .hasMessageContaining("format 2, the newest that this version knows is 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday today",
                "{\"format\":1}",
                "{\"format\":1,\"first\":",
                "2026-01-05T00:00:00Z"
            })
    void what_cannot_be_read_is_imported_anew(String text) throws Exception {
        Files.writeString(file, text);
        assertThat(position.of(FIRST)).isEmpty();
    }

    @Test
    void bytes_that_are_no_text_are_imported_anew() throws Exception {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0x80, 7});
        assertThat(position.of(FIRST)).isEmpty();
    }
}
