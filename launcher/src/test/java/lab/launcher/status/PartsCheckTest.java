package lab.launcher.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import lab.launcher.directory.LabException;
import lab.servicekit.LongWait;
import org.junit.jupiter.api.Test;

class PartsCheckTest {
    private static final String DESK =
            "paper desk: it must run, has failed; desk.json: is of format 9; run ./lab reset";

    private final List<String> said = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private Optional<String> deskFailure = Optional.empty();
    private Optional<String> feedFailure = Optional.empty();
    private Optional<PartsCheck.Stall> stall = Optional.empty();
    private final PartsCheck check =
            new PartsCheck(
                    List.of(
                            new PartsCheck.Part("feed", () -> feedFailure),
                            new PartsCheck.Part("paper desk", () -> deskFailure)),
                    () -> stall,
                    new LongWait(Duration.ofSeconds(30), nanos::get, said::add),
                    said::add);

    private void later(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void each_part_that_failed_for_good_is_told_once() {
        check.tell();
        deskFailure = Optional.of("desk.json: is of format 9; run ./lab reset");
        check.tell();
        check.tell();
        feedFailure = Optional.of("the bus refuses it");
        check.tell();
        assertThat(said).containsExactly(DESK, "feed: it must run, has failed; the bus refuses it");
    }

    @Test
    void a_run_that_needs_them_all_ends_with_the_reason_and_what_helps() {
        assertThatCode(check::mustRun).doesNotThrowAnyException();
        deskFailure = Optional.of("desk.json: is of format 9; run ./lab reset");
        assertThatThrownBy(check::mustRun).isInstanceOf(LabException.class).hasMessage(DESK);
    }

    @Test
    void a_feed_that_is_held_back_for_long_says_by_what_and_how_far_that_is() throws Exception {
        stall = Optional.of(new PartsCheck.Stall("desk", "decided up to nothing yet"));
        check.tell();
        later(29);
        check.mustRun();
        assertThat(said).isEmpty();
        later(1);
        check.mustRun();
        check.tell();
        assertThat(said)
                .containsExactly(
                        "waits for desk, which the feed may not outrun, 30 s by now: decided up to"
                                + " nothing yet");
    }

    @Test
    void one_that_goes_on_in_between_was_not_held_back_for_long() {
        stall = Optional.of(new PartsCheck.Stall("desk", ""));
        check.tell();
        later(20);
        stall = Optional.empty();
        check.tell();
        stall = Optional.of(new PartsCheck.Stall("desk", ""));
        check.tell();
        later(20);
        check.tell();
        assertThat(said).isEmpty();
    }
}
