package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lab.cli.client.ExitCode;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.process.DataDirLock;
import lab.launcher.reset.Reset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResetCommandTest {
    @TempDir private Path dir;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void takes_away_what_a_lab_made_and_nothing_else() throws Exception {
        Path data = aLab();
        Files.writeString(data.resolve("notes.txt"), "of the user");
        assertThat(run("reset", "--yes", "--data", data.toString())).isZero();
        assertThat(names(data)).containsExactly("lab.lock", "notes.txt");
        new DataDir(data).prepare();
        assertThat(data.resolve("location")).exists();
    }

    @Test
    void replays_go_with_the_rest_and_hold_it_while_one_runs() throws Exception {
        Path data = aLab();
        DataDir replay = Environment.replay(new DataDir(data), "one").own();
        replay.prepare();
        try (DataDirLock _ = DataDirLock.take(replay, "lab replay --name one")) {
            assertThat(run("reset", "--yes", "--data", data.toString())).isEqualTo(ExitCode.FAILED);
            assertThat(err())
                    .isEqualTo(
                            "replay one: it must not run; stop it with ./lab down --name one --data %s%n"
                                    .formatted(data));
            assertThat(names(data)).contains("replays", "warehouse");
        }
        assertThat(run("reset", "--yes", "--data", data.toString())).isZero();
        assertThat(names(data)).containsExactly("lab.lock");
    }

    @Test
    void asks_nobody_where_there_is_no_terminal() throws Exception {
        Path data = aLab();
        assertThat(run("reset", "--data", data.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err())
                .isEqualTo(
                        "reset: there is no terminal to ask on; give --yes if all data in %s is to be taken away%n"
                                .formatted(data));
        assertThat(names(data)).contains("iggy", "warehouse");
    }

    @Test
    void a_folder_that_is_no_labs_is_left_alone() throws Exception {
        Path photos = Files.createDirectories(dir.resolve("photos"));
        Files.createDirectories(photos.resolve("logs"));
        assertThat(run("reset", "--yes", "--data", photos.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("it must be a lab's, is not");
        assertThat(photos.resolve("logs")).exists();
    }

    @Test
    void only_what_is_derived_can_be_named() throws Exception {
        Path data = aLab();
        assertThat(run("reset", "--yes", "--only", "candles", "--data", data.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("--only: must be derived, was candles");
    }

    @Test
    void what_was_begun_and_killed_is_finished() throws Exception {
        Path data = aLab();
        Files.writeString(data.resolve("reset.json"), "{\"format\":1,\"all\":true,\"warm\":true}");
        assertThat(reset(data).finishBegun()).isPresent();
        assertThat(names(data)).isEmpty();
        assertThat(reset(data).finishBegun()).isEmpty();
    }

    private Reset reset(Path data) {
        return new Reset(
                new DataDir(data), Optional.empty(), Map.of(), InstantSource.system(), line -> {});
    }

    @Test
    void a_copy_keeps_what_is_derived_as_no_start_can_make_it_there() throws Exception {
        Path moved = Files.move(aLab(), dir.toRealPath().resolve("moved"));
        for (String[] command :
                new String[][] {
                    {"reset", "--only", "derived", "--yes"}, {"upgrade", "--dry-run"}, {"upgrade"}
                }) {
            err.reset();
            String[] line = Arrays.copyOf(command, command.length + 2);
            line[command.length] = "--data";
            line[command.length + 1] = moved.toString();
            assertThat(run(line)).as(err()).isEqualTo(ExitCode.FAILED);
            assertThat(err())
                    .contains(moved + ": it must stay where it was made, was ")
                    .contains("move it back");
            assertThat(names(moved)).contains("warehouse", "checkpoints", "desk");
            assertThat(moved.resolve("desk").resolve("file")).exists();
        }
    }

    private Path aLab() throws Exception {
        Path data = dir.toRealPath().resolve("data");
        new DataDir(data).prepare();
        for (String folder :
                new String[] {"iggy", "warehouse", "checkpoints/warm", "secrets", "desk"}) {
            Files.createDirectories(data.resolve(folder));
            Files.writeString(data.resolve(folder).resolve("file"), "content");
        }
        return data;
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> String.valueOf(path.getFileName())).sorted().toList().stream();
        }
    }

    private int run(String... args) {
        return new LabCommandLine(InstantSource.system(), stream(out), stream(err)).run(args);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
