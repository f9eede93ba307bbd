package lab.launcher.kept;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.files.KeptFile;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.reset.Rebuild;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeptFilesTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    private static final Pattern SAYS_ITS_FORMAT =
            Pattern.compile("static final int (FORMAT|VERSION) = \\d+;");

    @TempDir private Path folder;
    private DataDir data = new DataDir(Path.of("unset"));

    @BeforeEach
    void prepare() throws Exception {
        data = new DataDir(folder.toRealPath().resolve("data"));
        data.prepare();
    }

    static Stream<KeptFile> kept() {
        return KeptFiles.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("kept")
    void each_newer_file_is_named_with_what_is_known_and_what_to_do(KeptFile kept)
            throws Exception {
        String name = write(kept, kept.newest() + 1);

        assertThat(KeptFiles.refusals(data))
                .containsExactly(
                        "%s: %s is of format %d, the newest that this version knows is %d; start it with the version that wrote it, or %s"
                                .formatted(
                                        name,
                                        kept.what(),
                                        kept.newest() + 1,
                                        kept.newest(),
                                        name.startsWith("replays/")
                                                ? "begin the replay anew with ./lab replay --clean"
                                                        + " --name x"
                                                : kept.otherwise()));
    }

    @ParameterizedTest
    @MethodSource("kept")
    void each_file_of_this_version_is_none_of_them(KeptFile kept) throws Exception {
        String name = write(kept, kept.newest());

        assertThat(KeptFiles.refusals(data)).isEmpty();
        assertThat(KeptFiles.of(data))
                .singleElement()
                .isEqualTo(
                        new KeptFiles.Kept(
                                Path.of(name),
                                kept.what(),
                                OptionalLong.of(kept.newest()),
                                Optional.empty()));
    }

    @Test
    void a_file_that_is_no_json_is_named_if_its_reader_needs_it() throws Exception {
        Files.createDirectories(data.desk());
        Files.writeString(data.desk().resolve("desk.json"), "{\"format\":1,");
        Files.createDirectories(data.lancer());
        Files.writeString(data.lancer().resolve("annotations.json"), "{\"format\":1,");

        assertThat(KeptFiles.refusals(data))
                .singleElement()
                .asString()
                .startsWith("desk/desk.json: what the desk knows must be readable, ")
                .endsWith("; put a backup of it back, or run ./lab reset --only derived");
    }

    /** The readers of these pass over what they cannot read, so a start takes them as they are. */
    @Test
    void bytes_that_are_no_text_are_told_of_only_where_a_reader_needs_them() throws Exception {
        byte[] bytes = {0, 0, (byte) 0xff, (byte) 0xfe, (byte) 0x80, '\n'};
        Files.createDirectories(data.lancer());
        Files.write(data.lancer().resolve("annotations.json"), bytes);
        Files.write(data.lancer().resolve("backfill-BTC-USD"), bytes);
        Path journal = data.root().resolve("analyst/commentary.jsonl");
        Files.createDirectories(journal.resolveSibling("."));
        Files.write(journal, bytes);
        assertThat(KeptFiles.refusals(data)).isEmpty();

        Files.createDirectories(data.desk());
        Files.write(data.desk().resolve("desk.json"), bytes);
        Files.write(data.rebuildFile(), bytes);
        assertThat(KeptFiles.refusals(data))
                .satisfiesExactly(
                        desk -> assertThat(desk).startsWith("desk/desk.json: what the desk knows"),
                        rebuild -> assertThat(rebuild).startsWith("rebuild.json: what is made"));
        assertThatThrownBy(() -> Rebuild.read(data))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("./lab reset --only derived");
    }

    @Test
    void what_a_replay_keeps_of_its_own_is_looked_at_too() throws Exception {
        Path desk = data.replays().resolve("one/desk");
        Files.createDirectories(desk);
        Files.writeString(desk.resolve("desk.json"), "{\"format\":99}");

        assertThat(KeptFiles.refusals(data))
                .singleElement()
                .asString()
                .startsWith("replays/one/desk/desk.json: what the desk knows is of format 99, ")
                .endsWith("or begin the replay anew with ./lab replay --clean --name one");
    }

    @Test
    void an_index_and_a_bus_say_their_format_for_all_their_files() throws Exception {
        for (String name : List.of("lancer/pairs/format", "iggy/format")) {
            Path file = data.root().resolve(name);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, "");
        }
        assertThat(KeptFiles.refusals(data))
                .satisfiesExactly(
                        bus ->
                                assertThat(bus)
                                        .contains("segments, indexes and stored offsets")
                                        .contains("./lab reset"),
                        index -> assertThat(index).contains("Lance columns", "./lab index"));
    }

    /** An empty one would say that nothing is missing, and let retention go on. */
    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{\"format\":1"})
    void what_a_reset_left_to_do_is_read_whole_or_refused_with_the_command(String text)
            throws Exception {
        Files.writeString(data.rebuildFile(), text);
        assertThatThrownBy(() -> Rebuild.read(data))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("rebuild.json: what is made anew must be readable")
                .hasMessageContaining("./lab reset --only derived");
    }

    @Test
    void a_reset_that_was_begun_is_told() throws Exception {
        assertThat(KeptFiles.begun(data)).isEmpty();
        Files.writeString(data.resetFile(), "{\"format\":2}");
        assertThat(KeptFiles.begun(data))
                .containsExactly("a reset that was begun is finished by the next start");
    }

    /** What a lab really leaves behind: whoever keeps something new finds this test red. */
    @Test
    void all_that_says_its_format_in_a_labs_directory_is_known_here() throws Exception {
        Path archive = GOLDEN.resolve("format-1.tar.gz").toAbsolutePath();
        var tar =
                new ProcessBuilder(
                                "tar",
                                "-xzf",
                                archive.toString(),
                                "--exclude=fluss",
                                "--exclude=partitions",
                                "--exclude=*.ws.gz")
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor()).isZero();
        var found = new ArrayList<String>();
        for (Path file : files(folder.resolve("data"))) {
            Path name = folder.resolve("data").relativize(file);
            if (saysItsFormat(file)) {
                assertThat(KeptFiles.ALL).as(name.toString()).anyMatch(kept -> kept.isAt(name));
                found.add(name.toString());
            }
        }
        assertThat(found)
                .contains("desk/desk.json", "feed/market.json", "analyst/commentary.jsonl")
                .hasSizeGreaterThan(6);
        assertThat(KeptFiles.refusals(new DataDir(folder.resolve("data")))).isEmpty();
    }

    @Test
    void every_class_that_keeps_a_file_with_a_format_says_so_and_is_in_the_list() throws Exception {
        int kinds = 0;
        for (Path source : sources()) {
            String text = Files.readString(source);
            if (text.contains("lab.files.DurableFiles;") && SAYS_ITS_FORMAT.matcher(text).find()) {
                assertThat(text)
                        .as("%s: must keep its file as a KeptFile", source)
                        .contains("KEPT");
            }
            kinds += text.split("new KeptFile\\(", -1).length - 1;
        }
        assertThat(KeptFiles.ALL).hasSize(kinds);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> found = Files.walk(Path.of(".."))) {
            return found.filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/warehouse/paimon/"))
                    .filter(file -> !file.toString().contains("/warehouse/iceberg/"))
                    .filter(file -> !file.toString().endsWith(".lance"))
                    .toList();
        }
    }

    private static boolean saysItsFormat(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String first = new String(bytes, UTF_8).lines().findFirst().orElse("");
        return hasFormat(new String(bytes, UTF_8)) || hasFormat(first);
    }

    private static boolean hasFormat(String text) throws IOException {
        try {
            return Json.mapper().readTree(text).has("format");
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Gives its name in the directory. */
    private String write(KeptFile kept, int format) throws IOException {
        String name = kept.place().replace("*", "x");
        Path file = data.root().resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        String json = "{\"format\":%d}".formatted(format);
        switch (kept.form()) {
            case JSON, JSON_OR_OLDER -> Files.writeString(file, json);
            case JSON_LINES -> Files.writeString(file, "{\"format\":0}\nnone\n" + json + "\n");
            case NUMBER -> Files.writeString(file, format + "\n");
            case BINARY ->
                    Files.write(file, ByteBuffer.allocate(8).putInt(1).putInt(format).array());
        }
        return name;
    }
}
