package lab.launcher.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import lab.launcher.tables.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static final DataDir DATA = new DataDir(Path.of("/tmp/lab"));

    @Test
    void the_live_market_keeps_its_folders_in_the_data_directory_itself() {
        Environment live = Environment.live(DATA);

        assertThat(live.own()).isEqualTo(DATA);
        assertThat(live.stream()).isEqualTo("crypto");
        assertThat(live.database()).isEqualTo("crypto");
        assertThat(live.isLive()).isTrue();
    }

    @Test
    void a_replay_shares_the_warehouse_and_keeps_the_rest_apart() {
        Environment replay = Environment.replay(DATA, "slow-one");

        assertThat(replay.isLive()).isFalse();
        assertThat(replay.stream()).isEqualTo("slow-one");
        assertThat(replay.own().checkpoints())
                .isEqualTo(Path.of("/tmp/lab/replays/slow-one/checkpoints"));
        assertThat(replay.own().desk()).isEqualTo(Path.of("/tmp/lab/replays/slow-one/desk"));
        assertThat(Tiers.of(replay, new Ports(3)).warehouse())
                .isEqualTo(Tiers.of(DATA, new Ports(3)).warehouse());
        assertThat(Tiers.of(replay, new Ports(3)).database()).isEqualTo("slow-one");
        assertThat(Tiers.of(replay, new Ports(3)).stream()).isEqualTo("slow-one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Replay", "1st", "-a", "a_b", "a.b", "a/b", "..", "a b"})
    void a_name_that_a_table_or_a_folder_cannot_have_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Environment.replay(DATA, name))
                .withMessage(
                        "--name: must be 1 to 32 small letters, digits or -, a letter first, was "
                                + name);
    }

    @Test
    void a_name_is_as_long_as_it_may_be_and_no_longer() {
        assertThat(Environment.replay(DATA, "a".repeat(32)).name()).hasSize(32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Environment.replay(DATA, "a".repeat(33)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"crypto", "default", "fluss"})
    void what_is_somebody_elses_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Environment.replay(DATA, name))
                .withMessageStartingWith("--name: must be a replay's, %s is ".formatted(name));
    }
}
