package lab.lancer.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotebookTest {
    private static final Pair BTC = new Pair("BTC-USD");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_file_of_each_format_is_read(int format) throws Exception {
        try (InputStream kept =
                NotebookTest.class.getResourceAsStream(
                        "/kept/annotations-%d.json".formatted(format))) {
            assertThat(kept).isNotNull();
            Files.copy(kept, folder.resolve("annotations.json"));
        }
        Notebook notebook = Notebook.open(folder);
        assertThat(notebook.track(BTC))
                .contains(
                        new Notebook.Track(
                                28_928_186, Optional.of(Instant.parse("2025-01-01T00:10:00Z"))));
        assertThat(notebook.track(new Pair("ETH-USD")))
                .contains(new Notebook.Track(28_928_180, Optional.empty()));
        assertThat(notebook.unsent())
                .containsExactly(new Notebook.Unsent("BTC-USD", "{\"id\":\"a\"}"));
        notebook.save();
        assertThat(folder.resolve("annotations.json"))
                .content()
                .startsWith("{\"format\":1,\"pairs\":{\"BTC-USD\":");
        assertThat(Notebook.open(folder).track(BTC)).isEqualTo(notebook.track(BTC));
    }

    @Test
    void what_a_newer_version_decided_is_refused_and_left_alone() throws Exception {
        Path file = folder.resolve("annotations.json");
        Files.writeString(file, "{\"format\":2,\"judged\":[]}");
        assertThatThrownBy(() -> Notebook.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of format 2, the newest that this version knows is 1")
                .hasMessageContaining(
                        "start it with the version that wrote it, or leave the patterns out by --without lancer");
        assertThat(file).hasContent("{\"format\":2,\"judged\":[]}");
    }

    @Test
    void what_cannot_be_read_is_decided_anew() throws Exception {
        Files.writeString(folder.resolve("annotations.json"), "{\"format\":1,\"pai");
        assertThat(Notebook.open(folder).track(BTC)).isEmpty();
        Files.write(folder.resolve("annotations.json"), new byte[] {0, 0, (byte) 0xff, 1, 2});
        assertThat(Notebook.open(folder).track(BTC)).isEmpty();
    }
}
