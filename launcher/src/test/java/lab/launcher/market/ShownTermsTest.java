package lab.launcher.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lab.console.PipelineStatus;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import org.junit.jupiter.api.Test;

class ShownTermsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final DatedTerms dated =
            DatedTerms.STANDARD
                    .with(change(TermsDesk.BEGINNING, "0.002"))
                    .with(change(NOON, "0.0006"))
                    .with(change(NOON.plusSeconds(60), "0.0007"));

    @Test
    void those_in_force_go_by_the_newest_event_time_and_the_next_comes_with_them() {
        PipelineStatus.Terms before = shown(NOON.minusSeconds(1));
        assertThat(before.feeRate()).isEqualByComparingTo("0.002");
        assertThat(before.from()).as("from the beginning").isEmpty();
        assertThat(before.next().orElseThrow().feeRate()).isEqualByComparingTo("0.0006");
        assertThat(before.next().orElseThrow().from()).contains(NOON);

        PipelineStatus.Terms at = shown(NOON);
        assertThat(at.feeRate()).isEqualByComparingTo("0.0006");
        assertThat(at.from()).contains(NOON);
        assertThat(at.next().orElseThrow().from()).contains(NOON.plusSeconds(60));

        PipelineStatus.Terms after = shown(NOON.plusSeconds(60));
        assertThat(after.feeRate()).isEqualByComparingTo("0.0007");
        assertThat(after.next()).isEmpty();
    }

    @Test
    void of_two_changes_that_begin_together_the_later_in_the_log_is_shown() {
        DatedTerms twice = dated.with(change(NOON.plusSeconds(60), "0.0009"));
        assertThat(shown(twice, NOON).next().orElseThrow().feeRate())
                .isEqualByComparingTo("0.0009");
    }

    /** As just after a start. */
    @Test
    void while_event_time_is_unknown_no_change_is_shown_that_may_not_have_begun() {
        DatedTerms far =
                DatedTerms.STANDARD.with(change(Instant.parse("2261-01-01T00:00:00Z"), "0.5"));
        assertThat(ShownTerms.of(far, Optional.empty())).isEmpty();
        assertThat(ShownTerms.of(dated, Optional.empty())).isEmpty();
        assertThat(shown(far, NOON).feeRate()).isEqualByComparingTo("0.001");

        DatedTerms always = DatedTerms.STANDARD.with(change(TermsDesk.BEGINNING, "0.002"));
        assertThat(ShownTerms.of(always, Optional.empty()).orElseThrow().feeRate())
                .isEqualByComparingTo("0.002");
        assertThat(ShownTerms.of(DatedTerms.STANDARD, Optional.empty())).isPresent();
    }

    @Test
    void without_a_change_the_standard_terms_are_shown() {
        PipelineStatus.Terms shown = shown(DatedTerms.STANDARD, NOON);
        assertThat(shown.feeRate()).isEqualByComparingTo(ClearingTerms.STANDARD.feeRate());
        assertThat(shown.quoteWaitMs()).isEqualTo(30_000);
        assertThat(shown.from()).isEmpty();
        assertThat(shown.next()).isEmpty();
    }

    private PipelineStatus.Terms shown(Instant newest) {
        return shown(dated, newest);
    }

    private static PipelineStatus.Terms shown(DatedTerms terms, Instant newest) {
        return ShownTerms.of(terms, Optional.of(newest)).orElseThrow();
    }

    private static TermsChange change(Instant from, String fee) {
        return new TermsChange(
                from,
                Instant.EPOCH,
                ClearingTerms.STANDARD.with(
                        ClearingTerms.STANDARD.slippage(),
                        new BigDecimal(fee),
                        Duration.ofSeconds(30)));
    }
}
