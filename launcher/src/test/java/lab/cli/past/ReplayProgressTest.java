package lab.cli.past;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import lab.console.PipelineStatus;
import org.junit.jupiter.api.Test;

class ReplayProgressTest {
    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    private static PipelineStatus.Feed at(
            double share, Optional<Long> left, boolean ended, Optional<String> note) {
        return new PipelineStatus.Feed(
                "replay",
                PipelineStatus.FeedKind.REPLAYED,
                note,
                Optional.of(
                        new PipelineStatus.Replay(
                                Instant.parse("2026-03-02T10:00:00Z"),
                                Instant.parse("2026-03-02T11:00:00Z"),
                                "60",
                                share,
                                12_345,
                                880.4,
                                left,
                                false,
                                ended)));
    }

    @Test
    void a_file_gets_whole_lines_and_nothing_that_moves_a_cursor() {
        var progress = new ReplayProgress(out, false);
        progress.show(at(0.425, Optional.of(65L), false, Optional.of("waiting for desk")));
        progress.say("something else");
        progress.show(at(1, Optional.of(0L), true, Optional.empty()));
        progress.end();
        assertThat(written.toString().lines())
                .containsExactly(
                        "42.5 % replayed, 12,345 messages, 880 a second, 1:05 left; waiting for desk",
                        "something else",
                        "100.0 % replayed, 12,345 messages, the tiers take in the rest");
    }

    @Test
    void a_terminal_has_one_line_that_stays_below_what_is_said() {
        var progress = new ReplayProgress(out, true);
        progress.say("before");
        progress.show(at(0.5, Optional.of(3_725L), false, Optional.empty()));
        progress.say("in between");
        progress.show(at(0.75, Optional.empty(), false, Optional.empty()));
        progress.end();
        progress.show(at(0.8, Optional.empty(), false, Optional.empty()));
        String half =
                "  [############------------] 50.0 % replayed, 12,345 messages, 880 a second, 1:02:05 left";
        String clear = "\r\u001b[K";
        assertThat(written.toString().replace(System.lineSeparator(), "\n"))
                .isEqualTo(
                        "before\n"
                                + clear
                                + half
                                + clear
                                + "in between\n"
                                + half
                                + clear
                                + "  [##################------] 75.0 % replayed, 12,345 messages, 880 a second"
                                + clear);
    }

    @Test
    void what_is_redrawn_is_asked_for_more_often_than_what_is_written_down() {
        assertThat(new ReplayProgress(out, true).every())
                .isLessThan(new ReplayProgress(out, false).every());
    }
}
