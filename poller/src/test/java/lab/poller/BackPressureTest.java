package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lab.domain.progress.Progress;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final Instant BEGIN = Instant.parse("2025-03-01T12:00:00Z");
    private static final Duration LEAD = Duration.ofSeconds(60);

    private final BackPressure backPressure =
            new BackPressure(new AheadLimit(Set.of("clearing", "desk"), LEAD));

    @Test
    void without_parts_nothing_is_held_back() throws Exception {
        BackPressure open = BackPressure.open();
        assertThat(passes(open, BEGIN)).isTrue();
        assertThat(passes(open, BEGIN.plus(Duration.ofDays(365)))).isTrue();
    }

    @Test
    void before_anybody_has_said_anything_the_feed_has_its_aheadLimit() throws Exception {
        tick(0);
        assertThat(passes(60)).isTrue();
        tick(60);
        assertThat(passes(60.000001)).isFalse();
    }

    @Test
    void the_slowest_part_counts_and_others_do_not() throws Exception {
        tick(0);
        tick(60);
        hear("desk", 500);
        hear("somebody", 500);
        assertThat(passes(61)).isFalse();
        hear("clearing", 30);
        assertThat(passes(90)).isTrue();
        tick(90);
        assertThat(passes(91)).isFalse();
        hear("clearing", 600);
        assertThat(passes(560)).isTrue();
        tick(560);
        assertThat(passes(561)).isFalse();
    }

    @Test
    void a_part_that_has_ended_is_not_waited_for_unless_that_was_an_earlier_end() throws Exception {
        tick(0);
        tick(60);
        hear("desk", 500);
        backPressure.hear(new Progress("clearing", BEGIN, true), /* isOfThisRun= */ false);
        assertThat(passes(61)).isFalse();
        backPressure.hear(new Progress("clearing", BEGIN, true), /* isOfThisRun= */ true);
        assertThat(passes(560)).isTrue();
    }

    @Test
    void a_hole_is_crossed_once_everything_before_it_is_settled() throws Exception {
        tick(0);
        tick(50);
        hear("desk", 50);
        hear("clearing", 30);
        assertThat(passes(7_200)).isFalse();
        hear("clearing", 36);
        assertThat(passes(7_200)).isTrue();
        tick(7_200);
        // Behind it the lead counts from there, or nobody could follow.
        assertThat(passes(7_260)).isTrue();
        tick(7_260);
        assertThat(passes(7_261)).isFalse();
        hear("desk", 7_230);
        hear("clearing", 7_230);
        assertThat(passes(7_290)).isTrue();
    }

    @Test
    void a_feed_that_goes_on_gets_no_lead_for_starting_again() throws Exception {
        backPressure.goOn(BEGIN, BEGIN.plusSeconds(1_000));
        assertThat(passes(1_000.5)).as("nobody has said how far it is").isFalse();
        hear("desk", 970);
        hear("clearing", 960);
        assertThat(passes(1_020)).isTrue();
        tick(1_020);
        assertThat(passes(1_020.5)).isFalse();
    }

    @Test
    void a_feed_that_goes_on_near_its_beginning_has_what_is_left_of_its_aheadLimit()
            throws Exception {
        backPressure.goOn(BEGIN, BEGIN.plusSeconds(30));
        assertThat(passes(60)).isTrue();
        tick(60);
        assertThat(passes(60.5)).isFalse();
    }

    @Test
    void a_feed_that_goes_on_crosses_a_hole_once_all_before_it_is_settled() throws Exception {
        backPressure.goOn(BEGIN, BEGIN.plusSeconds(500));
        hear("desk", 500);
        hear("clearing", 484);
        assertThat(passes(7_200)).isFalse();
        hear("clearing", 490);
        assertThat(passes(7_200)).isTrue();
    }

    @Test
    void where_there_are_no_ticks_there_is_nothing_to_wait_for() throws Exception {
        for (int second = 0; second < 1_000; second += 100) {
            assertThat(passes(second)).isTrue();
        }
    }

    @Test
    void a_market_far_from_what_the_parts_remember_is_begun_all_the_same() throws Exception {
        hear("desk", -1_000_000);
        hear("clearing", -1_000_000);
        tick(0);
        assertThat(passes(60)).isTrue();
        tick(60);
        assertThat(passes(61)).isFalse();
        hear("desk", 1_000_000);
        hear("clearing", 1_000_000);
        assertThat(passes(5_000)).isTrue();
    }

    @Test
    void the_old_ticks_that_greet_a_subscriber_do_not_hold_back_the_market() throws Exception {
        Instant received = BEGIN.plusSeconds(3_600);
        assertThat(passes(backPressure, BEGIN, received)).isTrue();
        backPressure.passed(BEGIN);
        assertThat(passes(backPressure, BEGIN.plusSeconds(1_800), received.plusMillis(40)))
                .isTrue();
        backPressure.passed(BEGIN.plusSeconds(1_800));
        assertThat(passes(backPressure, received, received.plusMillis(300))).isTrue();
        backPressure.passed(received);
        assertThat(passes(backPressure, received.plusSeconds(60), received.plusSeconds(60)))
                .isTrue();
        assertThat(passes(backPressure, received.plusSeconds(61), received.plusSeconds(61)))
                .isFalse();
    }

    @Test
    void lines_that_all_say_they_came_at_once_are_no_greeting_for_ever() throws Exception {
        int frames = 0;
        Instant time = BEGIN;
        while (frames < 1_000 && passes(backPressure, time, BEGIN)) {
            backPressure.passed(time);
            time = time.plus(LEAD).plusSeconds(1);
            frames++;
        }
        assertThat(frames).isEqualTo(200);
    }

    @Test
    void a_feed_that_waits_goes_on_when_it_is_released_and_says_how_long_it_waited()
            throws Exception {
        tick(0);
        var passed = new CountDownLatch(1);
        Thread feed = waiting(passed);
        Eventually.isTrue("it waits", backPressure::isClosed);
        Eventually.isTrue("it says so", () -> backPressure.waitingFor().isPresent());
        assertThat(backPressure.waitingFor()).contains("clearing");
        backPressure.release();
        assertThat(passed.await(120, TimeUnit.SECONDS)).isTrue();
        feed.join();
        assertThat(backPressure.waitingFor()).isEmpty();
        assertThat(backPressure.waited()).isGreaterThan(Duration.ofMillis(900));
        assertThat(passes(1_000_000)).isTrue();
    }

    @Test
    void ticks_that_retention_has_removed_are_not_waited_for() throws Exception {
        tick(0);
        hear("desk", 0);
        hear("clearing", 0);
        tick(60);
        backPressure.hearTicksAreGone();
        assertThat(passes(61)).as("nobody waited when they went").isFalse();
        var passed = new CountDownLatch(1);
        Thread feed = waiting(passed);
        Eventually.isTrue("it waits", backPressure::isClosed);
        backPressure.hearTicksAreGone();
        assertThat(passed.await(120, TimeUnit.SECONDS)).isTrue();
        feed.join();
        tick(61);
        assertThat(passes(121)).as("the lead counts from there").isTrue();
        tick(121);
        assertThat(passes(122)).isFalse();
    }

    @Test
    void a_feed_that_waits_can_be_interrupted() throws Exception {
        tick(0);
        var passed = new CountDownLatch(1);
        Thread feed = waiting(passed);
        Eventually.isTrue("it waits", backPressure::isClosed);
        feed.interrupt();
        feed.join();
        assertThat(passed.getCount()).isEqualTo(1);
        assertThat(backPressure.isClosed()).isFalse();
    }

    @Test
    void a_lead_shorter_than_the_parts_lag_is_refused() {
        assertThatThrownBy(() -> new AheadLimit(Set.of("desk"), Duration.ofSeconds(19)))
                .hasMessage("max ahead: must be 20 seconds to a year, was 19 seconds");
    }

    private Thread waiting(CountDownLatch passed) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        backPressure.awaitMayPass(BEGIN.plusSeconds(61), BEGIN.plusSeconds(61));
                        passed.countDown();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void tick(int second) throws Exception {
        assertThat(passes(second)).isTrue();
        backPressure.passed(BEGIN.plusSeconds(second));
    }

    private void hear(String part, int second) {
        backPressure.hear(
                new Progress(part, BEGIN.plusSeconds(second), false), /* isOfThisRun= */ true);
    }

    private boolean passes(double second) throws Exception {
        return passes(backPressure, BEGIN.plusNanos((long) (second * 1e9)));
    }

    private static boolean passes(BackPressure backPressure, Instant time) throws Exception {
        return passes(backPressure, time, time);
    }

    /** Whether a frame gets through at once; one that does not is taken away again. */
    private static boolean passes(BackPressure backPressure, Instant time, Instant received)
            throws Exception {
        var passed = new CountDownLatch(1);
        Thread feed =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                backPressure.awaitMayPass(time, received);
                                passed.countDown();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Eventually.isTrue(
                "it passes or waits", () -> passed.getCount() == 0 || backPressure.isClosed());
        feed.interrupt();
        feed.join();
        return passed.getCount() == 0;
    }
}
