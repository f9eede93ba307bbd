package lab.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayRecordTest {
    private static final Instant FROM = Instant.parse("2026-03-02T10:00:00Z");
    private static final ReplayTask TASK =
            new ReplayTask(
                    Optional.of(FROM),
                    Optional.empty(),
                    List.of(new Pair("ETH-USD"), new Pair("BTC-USD")),
                    Optional.of("42"),
                    Deciding.MIXED);

    @TempDir private Path folder;
    private Environment replay = Environment.live(new DataDir(Path.of("unused")));

    @BeforeEach
    void make() throws Exception {
        replay = Environment.replay(new DataDir(folder), "one");
        Files.createDirectories(replay.own().root());
    }

    @Test
    void what_is_written_is_read_again() throws Exception {
        ReplayRecord record =
                ReplayRecord.begun(TASK, "60")
                        .comeTo(0.25, Optional.of(FROM.plusSeconds(9)))
                        .in(ReplayRecord.State.FINISHED);

        record.writeTo(replay);

        assertThat(ReplayRecord.read(replay)).contains(record);
        assertThat(Replays.of(new DataDir(folder)))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.name()).isEqualTo("one");
                    assertThat(found.state()).isEqualTo("finished");
                    assertThat(found.running()).isEmpty();
                    assertThat(found.share()).isEqualTo(0.25);
                });
    }

    @Test
    void a_folder_that_no_replay_has_begun_in_is_none() throws Exception {
        assertThat(ReplayRecord.read(replay)).isEmpty();
        assertThat(Replays.of(new DataDir(folder))).isEmpty();
    }

    @Test
    void a_record_of_a_newer_version_is_refused_with_the_command() throws Exception {
        Files.writeString(replay.own().root().resolve("replay.json"), "{\"format\":2}");

        assertThatThrownBy(() -> ReplayRecord.read(replay))
                .isInstanceOf(LabException.class)
                .hasMessage(
                        "replay.json of replay one: format 2, the newest that this version knows is"
                                + " 1; start it with the version that wrote it, or begin anew with"
                                + " ./lab replay --clean --name one");
    }

    @Test
    void a_record_that_is_torn_is_refused_with_the_command() throws Exception {
        Files.writeString(replay.own().root().resolve("replay.json"), "{\"format\":1, \"st");

        assertThatThrownBy(() -> ReplayRecord.read(replay))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("./lab replay --clean --name one");
    }

    @Test
    void another_replay_is_known_by_the_first_option_that_differs() {
        assertThat(TASK.difference(TASK)).isEmpty();
        assertThat(TASK.difference(task(Optional.of(FROM), "42", Deciding.ANEW)))
                .contains("--orders: it was begun with mixed, not with anew");
        assertThat(TASK.difference(task(Optional.empty(), "43", Deciding.MIXED)))
                .contains(
                        "--from: it was begun with 2026-03-02T10:00:00.000000Z, not with the"
                                + " beginning");
        assertThat(TASK.difference(task(Optional.of(FROM), "43", Deciding.MIXED)))
                .contains("--as-of: it was begun with 42, not with 43");
    }

    private static ReplayTask task(Optional<Instant> from, String asOf, Deciding deciding) {
        return new ReplayTask(from, Optional.empty(), TASK.pairs(), Optional.of(asOf), deciding);
    }
}
