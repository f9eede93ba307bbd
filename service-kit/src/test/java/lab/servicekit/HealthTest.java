package lab.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lab.servicekit.Health.PartHealth;
import lab.servicekit.Health.State;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Health health = new Health(now::get);

    @Test
    void a_part_is_starting_until_it_says_otherwise() {
        health.part("broker");

        assertThat(health.snapshot())
                .containsExactly(
                        new PartHealth("broker", State.STARTING, "not started yet", START));
        assertThat(Health.isUp(health.snapshot())).isFalse();
    }

    @Test
    void since_tells_when_the_state_changed_and_not_when_the_reason_did() {
        Health.Part broker = health.part("broker");
        broker.down("refused");
        now.set(START.plusSeconds(5));
        broker.down("still refused");
        assertThat(health.snapshot().getFirst())
                .isEqualTo(new PartHealth("broker", State.DOWN, "still refused", START));

        broker.up();
        assertThat(health.snapshot().getFirst())
                .isEqualTo(new PartHealth("broker", State.UP, "", START.plusSeconds(5)));
    }

    @Test
    void the_whole_is_up_when_every_part_is() {
        health.part("broker").up();
        health.part("fluss").up();
        assertThat(Health.isUp(health.snapshot())).isTrue();

        health.part("fluss").starting("recovers");
        assertThat(Health.isUp(health.snapshot())).isFalse();
    }

    @Test
    void a_check_is_asked_each_time_and_one_that_throws_is_down() {
        var reason = new AtomicReference<>(Optional.of("stale for 9 s"));
        health.check("feed", reason::get);
        assertThat(health.snapshot().getFirst().reason()).isEqualTo("stale for 9 s");

        reason.set(Optional.empty());
        assertThat(health.snapshot().getFirst().state()).isEqualTo(State.UP);

        health.check(
                "feed",
                () -> {
                    throw new IllegalStateException("no");
                });
        assertThat(health.snapshot().getFirst().state()).isEqualTo(State.DOWN);
        assertThat(health.snapshot().getFirst().reason()).contains("no");
    }

    @Test
    void a_part_that_is_asked_may_have_a_note_though_it_is_up() {
        var reason = new AtomicReference<>(Optional.<String>empty());
        health.check("analyst", reason::get, () -> Optional.of("2 lines cannot be read"));
        assertThat(health.snapshot().getFirst())
                .isEqualTo(new PartHealth("analyst", State.UP, "2 lines cannot be read", START));

        reason.set(Optional.of("has failed"));
        assertThat(health.snapshot().getFirst().reason()).isEqualTo("has failed");
    }

    @Test
    void parts_come_by_name_and_go_when_removed() {
        health.part("b").up();
        health.part("a").up();
        assertThat(health.snapshot()).extracting(PartHealth::part).containsExactly("a", "b");

        health.remove("a");
        assertThat(health.snapshot()).extracting(PartHealth::part).containsExactly("b");
    }
}
