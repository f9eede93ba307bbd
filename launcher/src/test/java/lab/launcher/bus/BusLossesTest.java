package lab.launcher.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lab.flink.sql.job.LostMessages;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusLossesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final LostMessages TRADES =
            new LostMessages(
                    "trades", 1, 120, 180, NOON, "the log ended at offset 120", List.of("warm"));

    @TempDir private Path folder;
    private DataDir data = new DataDir(Path.of("unset"));

    @BeforeEach
    void prepare() throws Exception {
        data = new DataDir(folder.toRealPath().resolve("data"));
        data.prepare();
    }

    @Test
    void nothing_is_lost_where_nobody_wrote_it_down() throws Exception {
        assertThat(BusLosses.read(data).isEmpty()).isTrue();
    }

    @Test
    void what_was_seen_once_stands_until_it_is_forgotten() throws Exception {
        new BusLosses(List.of(TRADES)).write(data);

        assertThat(BusLosses.read(data).and(List.of()).lost()).containsExactly(TRADES);
        BusLosses.forget(data);
        assertThat(BusLosses.read(data).isEmpty()).isTrue();
    }

    @Test
    void a_reset_settles_what_the_cold_job_had_read_and_forgets_the_rest() throws Exception {
        var cold =
                new LostMessages("orders", 2, 7, 9, NOON, "other messages", List.of("cold", "hot"));
        new BusLosses(List.of(TRADES, cold)).write(data);

        BusLosses.settle(data);

        BusLosses left = BusLosses.read(data);
        assertThat(left).isEqualTo(new BusLosses(List.of(cold), true));
        assertThat(left.and(List.of(cold)).settled()).as("the same, seen again").isTrue();
        var more =
                new LostMessages("orders", 2, 7, 12, NOON.plusSeconds(9), "more", List.of("cold"));
        assertThat(left.and(List.of(more)).settled()).as("more of it").isFalse();
        assertThat(left.and(List.of(TRADES)).settled()).as("another").isFalse();
    }

    @Test
    void a_reset_leaves_no_note_where_only_jobs_that_begin_anew_had_read_it() throws Exception {
        new BusLosses(List.of(TRADES)).write(data);

        BusLosses.settle(data);

        assertThat(data.busLossesFile()).doesNotExist();
    }

    @Test
    void a_reset_goes_on_where_the_note_cannot_be_read() throws Exception {
        Files.writeString(data.busLossesFile(), "{");

        BusLosses.settle(data);

        assertThat(data.busLossesFile()).doesNotExist();
    }

    @Test
    void what_is_seen_again_keeps_the_time_at_which_it_was_first() {
        var again =
                new LostMessages(
                        "trades", 1, 120, 190, NOON.plusSeconds(60), "other", List.of("cold"));

        assertThat(new BusLosses(List.of(TRADES)).and(List.of(again)).lost())
                .containsExactly(
                        new LostMessages(
                                "trades",
                                1,
                                120,
                                190,
                                NOON,
                                "the log ended at offset 120",
                                List.of("warm", "cold")));
    }

    /** An empty one would say that nothing is lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"format\":1",
                "{\"format\":1}",
                "{\"format\":1,\"losses\":[{\"topic\":\"trades\"}]}"
            })
    void one_that_cannot_be_read_is_refused_with_the_command(String text) throws Exception {
        Files.writeString(data.busLossesFile(), text);

        assertThatThrownBy(() -> BusLosses.read(data))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("bus-losses.json: what the bus has lost must be readable")
                .hasMessageContaining("./lab reset --only derived");
    }
}
