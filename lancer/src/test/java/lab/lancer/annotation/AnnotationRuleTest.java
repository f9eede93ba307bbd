package lab.lancer.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import lab.domain.Pair;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.BaseRate;
import lab.lancer.pattern.Match;
import lab.lancer.pattern.MeanOutcome;
import lab.lancer.pattern.SearchKind;
import org.junit.jupiter.api.Test;

class AnnotationRuleTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final MeanOutcome MEAN =
            new MeanOutcome(0.3, Optional.of(new MeanOutcome.Interval(-0.97, 1.57)), 2);
    private static final AnnotationRule RULE = new AnnotationRule(0.9, Duration.ofMinutes(30));

    @Test
    void a_match_has_to_be_better_than_the_percentile() {
        assertThat(RULE.isWorth(answer(NOON, OptionalDouble.of(0.901)))).isTrue();
        assertThat(RULE.isWorth(answer(NOON, OptionalDouble.of(0.9)))).isFalse();
        assertThat(RULE.isWorth(answer(NOON, OptionalDouble.empty()))).isFalse();
    }

    @Test
    void a_window_that_ended_before_was_judged_then() {
        assertThat(RULE.isWorth(answer(NOON.minusSeconds(60), OptionalDouble.of(0.99)))).isFalse();
    }

    @Test
    void after_one_there_is_no_other_until_the_cool_down_is_over() {
        assertThat(RULE.isCool(NOON, Optional.empty())).isTrue();
        assertThat(RULE.isCool(NOON, Optional.of(NOON.minus(Duration.ofMinutes(29))))).isFalse();
        assertThat(RULE.isCool(NOON, Optional.of(NOON.minus(Duration.ofMinutes(30))))).isTrue();
        assertThat(new AnnotationRule(0, Duration.ZERO).isCool(NOON, Optional.of(NOON))).isTrue();
    }

    @Test
    void what_can_never_be_or_makes_no_sense_is_refused_by_name() {
        assertThatThrownBy(() -> new AnnotationRule(1, Duration.ZERO))
                .hasMessage("annotation-percentile: must be 0 or more and less than 1, was 1.0");
        assertThatThrownBy(() -> new AnnotationRule(Double.NaN, Duration.ZERO))
                .hasMessageContaining("annotation-percentile: must be");
        assertThatThrownBy(() -> new AnnotationRule(0.5, Duration.ofSeconds(-1)))
                .hasMessageContaining("annotation-cool-down: must not be negative, was PT-1S");
    }

    @Test
    void the_text_says_what_was_found_and_how_good_that_is() {
        var annotation = MatchText.of(new Pair("BTC-USD"), answer(NOON, OptionalDouble.of(0.9512)));
        assertThat(annotation.id()).isEqualTo("lancer|BTC-USD|2026-03-01T12:00:00.000000Z");
        assertThat(annotation.time()).isEqualTo(NOON);
        assertThat(annotation.reference())
                .isEqualTo("/api/signals/BTC-USD?as_of=2026-03-01T12:00:00.000000Z");
        assertThat(annotation.text())
                .isEqualTo(
                        "Looks like 2026-02-01 10:00 to 2026-02-01 11:00: similarity 0.2000,"
                                + " better than 95.1 % of hours; mean outcome after an hour"
                                + " +0.30 % (95 % of -0.97 to +1.57)");
    }

    private static Answer answer(Instant windowEnd, OptionalDouble percentile) {
        List<Match> matches = List.of(match(0.2), match(0.4));
        return new Answer(
                NOON,
                Optional.of(new Answer.Query(windowEnd.minus(Duration.ofHours(1)), windowEnd)),
                matches,
                percentile,
                new BaseRate(0, 0, 0),
                Optional.of(MEAN),
                SearchKind.EXACT,
                Optional.empty());
    }

    private static Match match(double outcome) {
        return new Match(
                Instant.parse("2026-02-01T10:00:00Z"),
                Instant.parse("2026-02-01T11:00:00Z"),
                4,
                0.5,
                100,
                outcome,
                outcome,
                outcome);
    }
}
