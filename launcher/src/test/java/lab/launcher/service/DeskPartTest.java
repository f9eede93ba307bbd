package lab.launcher.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.desk.DeskView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeskPartTest {
    private static DeskView view(DeskView.Phase phase, Optional<Instant> newestEvent) {
        return new DeskView(
                phase,
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                newestEvent,
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                DeskView.Counts.NONE);
    }

    @Test
    void a_desk_that_has_not_begun_is_never_done() {
        assertThat(DeskPart.isDone(DeskView.starting(), true)).isFalse();
        assertThat(DeskPart.isDone(DeskView.starting(), false)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"CATCHING_UP", "RUNNING"})
    void one_that_knows_of_no_market_is_done_only_if_there_is_none(DeskView.Phase phase) {
        assertThat(DeskPart.isDone(view(phase, Optional.empty()), true)).isFalse();
        assertThat(DeskPart.isDone(view(phase, Optional.empty()), false)).isTrue();
        assertThat(DeskPart.isDone(view(phase, Optional.of(Instant.EPOCH)), true)).isFalse();
    }

    @Test
    void one_at_the_end_of_its_market_is_done() {
        assertThat(DeskPart.isDone(view(DeskView.Phase.ENDED, Optional.of(Instant.EPOCH)), true))
                .isTrue();
    }
}
