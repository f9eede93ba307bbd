package lab.launcher.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lab.quality.QualityLog;
import lab.servicekit.Metrics;
import org.junit.jupiter.api.Test;

class QualityRunsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant MARKET = Instant.parse("2021-04-17T10:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final FakeLook look = new FakeLook();
    private final PrometheusMeterRegistry registry = Metrics.registry();
    private Instant now = START;
    private Optional<Instant> market = Optional.of(MARKET);

    @Test
    void a_start_costs_nothing_and_a_day_is_looked_through_each_day() throws Exception {
        QualityRuns runs = runs(DAY);
        assertThat(at(runs, Duration.ZERO)).isEmpty();
        assertThat(runs.get()).isEmpty();
        assertThat(at(runs, Duration.ofMinutes(9))).isEmpty();
        assertThat(at(runs, Duration.ofMinutes(10))).containsExactly(MARKET.minus(DAY));
        assertThat(at(runs, Duration.ofHours(24))).isEmpty();
        assertThat(at(runs, Duration.ofHours(25))).containsExactly(MARKET.minus(DAY));
        assertThat(runs.get().orElseThrow().checkedAt()).contains(START.plus(Duration.ofHours(25)));
    }

    @Test
    void what_a_lab_before_it_looked_through_is_not_looked_through_again() throws Exception {
        look.add(run(START.minus(Duration.ofHours(20)), Optional.empty()));
        QualityRuns runs = runs(DAY);
        assertThat(at(runs, Duration.ofHours(3))).isEmpty();
        assertThat(at(runs, Duration.ofHours(4))).hasSize(1);
    }

    @Test
    void a_look_by_hand_is_told_and_one_over_the_past_does_not_count_as_the_days()
            throws Exception {
        QualityRuns runs = runs(DAY);
        assertThat(at(runs, Duration.ofMinutes(10))).hasSize(1);
        look.add(run(START.plus(Duration.ofHours(5)), Optional.of(MARKET.minus(DAY))));
        assertThat(at(runs, Duration.ofHours(5))).hasSize(1);
    }

    @Test
    void one_that_fails_is_told_and_not_tried_again_at_once() throws Exception {
        look.failure = Optional.of("a tier is away");
        QualityRuns runs = runs(DAY);
        assertThat(at(runs, Duration.ofMinutes(10))).hasSize(1);
        assertThat(runs.get().orElseThrow().trouble()).contains("a tier is away");
        assertThat(at(runs, Duration.ofMinutes(60))).isEmpty();
        look.failure = Optional.empty();
        assertThat(at(runs, Duration.ofMinutes(70))).hasSize(1);
        assertThat(runs.get().orElseThrow().trouble()).isEmpty();
    }

    @Test
    void one_that_was_cut_short_is_told_until_it_was_done_again() throws Exception {
        look.add(run(START.minus(Duration.ofHours(20)), Optional.empty()));
        look.cutShort = Optional.of(START.minus(Duration.ofHours(1)));
        look.failure = Optional.of("a tier is away");
        QualityRuns runs = runs(DAY);
        assertThat(at(runs, Duration.ofHours(3))).isEmpty();
        assertThat(runs.get().orElseThrow().trouble().orElseThrow())
                .contains("2026-03-01T11:00:00Z was cut short");
        assertThat(registry.scrape()).contains("lab_quality_unfinished_runs 1.0");
        assertThat(at(runs, Duration.ofHours(4))).hasSize(1);
        assertThat(registry.scrape()).contains("lab_quality_unfinished_runs 1.0");

        look.failure = Optional.empty();
        assertThat(at(runs, Duration.ofHours(5))).hasSize(1);
        assertThat(runs.get().orElseThrow().trouble()).isEmpty();
        assertThat(registry.scrape()).contains("lab_quality_unfinished_runs 0.0");
    }

    @Test
    void how_long_one_is_overdue_is_told() throws Exception {
        look.failure = Optional.of("a tier is away");
        QualityRuns runs = runs(DAY);
        at(runs, Duration.ofMinutes(9));
        assertThat(registry.scrape()).contains("lab_quality_run_overdue_seconds 0.0");
        at(runs, Duration.ofMinutes(130));
        assertThat(registry.scrape()).contains("lab_quality_run_overdue_seconds 7200.0");
        look.failure = Optional.empty();
        at(runs, Duration.ofMinutes(190));
        assertThat(registry.scrape()).contains("lab_quality_run_overdue_seconds 0.0");
    }

    @Test
    void one_that_is_not_wanted_or_has_nothing_to_look_at_is_never_overdue() throws Exception {
        at(runs(Duration.ZERO), Duration.ofDays(9));
        assertThat(registry.scrape()).contains("lab_quality_run_overdue_seconds 0.0");
        registry.clear();
        market = Optional.empty();
        at(runs(DAY), Duration.ofDays(19));
        assertThat(registry.scrape()).contains("lab_quality_run_overdue_seconds 0.0");
    }

    @Test
    void one_that_is_not_wanted_never_comes_and_one_without_a_market_waits() throws Exception {
        assertThat(at(runs(Duration.ZERO), Duration.ofDays(9))).isEmpty();
        market = Optional.empty();
        assertThat(at(runs(DAY), Duration.ofDays(19))).isEmpty();
    }

    @Test
    void each_rule_is_a_sample_once_there_was_a_look() throws Exception {
        QualityRuns runs = runs(DAY);
        assertThat(registry.scrape())
                .contains("lab_quality_run_time_seconds NaN")
                .doesNotContain("lab_quality_run_findings{");
        at(runs, Duration.ofMinutes(10));
        assertThat(registry.scrape())
                .contains("lab_quality_run_findings{rule=\"trade-gap\",severity=\"error\"} 2.0")
                .contains("lab_quality_run_findings{rule=\"late\",severity=\"warning\"} 0.0")
                .contains("lab_quality_run_time_seconds 1.7723");
        assertThat(Metrics.badNames(registry)).isEmpty();
    }

    private QualityRuns runs(Duration every) {
        return new QualityRuns(
                look,
                new QualitySettings(every, DAY, Duration.ofMinutes(10)),
                () -> market,
                () -> now,
                registry);
    }

    /** From when on it looked, if it did. */
    private List<Instant> at(QualityRuns runs, Duration after) throws IOException {
        now = START.plus(after);
        look.asked.clear();
        runs.step();
        return List.copyOf(look.asked);
    }

    private static QualityLog.Run run(Instant time, Optional<Instant> to) {
        return new QualityLog.Run(time, Optional.empty(), to, 2, 0, Map.of("trade-gap", 2L));
    }

    private final class FakeLook implements QualityRuns.Look {
        private final List<Instant> asked = new ArrayList<>();
        private final List<QualityLog.Run> noted = new ArrayList<>();
        private Optional<String> failure = Optional.empty();
        private Optional<Instant> cutShort = Optional.empty();

        void add(QualityLog.Run run) {
            noted.add(run);
        }

        @Override
        public Optional<QualityLog.Run> look(Instant from) throws IOException {
            asked.add(from);
            if (failure.isPresent()) {
                throw new IOException(failure.get());
            }
            add(run(now, Optional.empty()));
            return Optional.of(noted.getLast());
        }

        @Override
        public Optional<Instant> cutShort() {
            return cutShort;
        }

        @Override
        public void close() {}

        @Override
        public OptionalLong version() {
            return noted.isEmpty() ? OptionalLong.empty() : OptionalLong.of(noted.size());
        }

        @Override
        public Optional<QualityLog.Run> newest() {
            return noted.isEmpty() ? Optional.empty() : Optional.of(noted.getLast());
        }
    }
}
