package lab.domain.clearing;

import static lab.domain.clearing.Cases.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatedTermsTest {
    private static final ClearingTerms DEAR = fee("0.01");
    private static final ClearingTerms CHEAP = fee("0.0001");

    @Test
    void the_standard_holds_from_the_beginning_of_time() {
        assertThat(DatedTerms.STANDARD.at(Instant.EPOCH, Instant.EPOCH))
                .isEqualTo(ClearingTerms.STANDARD);
        assertThat(DatedTerms.STANDARD.last()).isEqualTo(ClearingTerms.STANDARD);
    }

    @Test
    void a_change_holds_for_requests_at_or_after_its_time() {
        DatedTerms terms = DatedTerms.STANDARD.with(new TermsChange(at(10), at(0), DEAR));
        assertThat(terms.at(at(10).minus(Cases.MICRO))).isEqualTo(ClearingTerms.STANDARD);
        assertThat(terms.at(at(10))).isEqualTo(DEAR);
        assertThat(terms.at(at(11))).isEqualTo(DEAR);
    }

    @Test
    void of_two_changes_of_one_time_the_later_in_the_log_holds() {
        DatedTerms terms =
                DatedTerms.STANDARD
                        .with(new TermsChange(at(10), at(0), DEAR))
                        .with(new TermsChange(at(10), at(0), CHEAP));
        assertThat(terms.at(at(10))).isEqualTo(CHEAP);
        assertThat(terms.last()).isEqualTo(CHEAP);
    }

    @Test
    void a_change_that_begins_before_the_last_one_takes_its_place_from_there_on() {
        DatedTerms terms =
                DatedTerms.STANDARD
                        .with(new TermsChange(at(20), at(0), DEAR))
                        .with(new TermsChange(at(10), at(1), CHEAP));
        assertThat(terms.at(at(9))).isEqualTo(ClearingTerms.STANDARD);
        assertThat(terms.at(at(15))).isEqualTo(CHEAP);
        assertThat(terms.at(at(25))).isEqualTo(CHEAP);
    }

    @Test
    void a_change_never_reaches_a_request_that_the_bus_had_taken_before_it() {
        DatedTerms terms = DatedTerms.STANDARD.with(new TermsChange(Instant.EPOCH, at(50), DEAR));
        assertThat(terms.at(at(100), at(49))).isEqualTo(ClearingTerms.STANDARD);
        assertThat(terms.at(at(100), at(50))).isEqualTo(ClearingTerms.STANDARD);
        assertThat(terms.at(at(0), at(51))).isEqualTo(DEAR);
    }

    @Test
    void terms_that_cannot_be_are_refused() {
        for (String part : new String[] {"1", "-0.1", "0.0000000000000000001"}) {
            assertThatThrownBy(() -> fee(part))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("fee_rate: must be 0 to 1 with 18 places, was ");
        }
        assertThatThrownBy(() -> waiting(Duration.ZERO))
                .hasMessageStartingWith("quote_wait: must be positive whole milliseconds");
        assertThatThrownBy(() -> waiting(Duration.ofMinutes(61)))
                .hasMessageContaining("no shorter than quote_wait");
    }

    private static ClearingTerms fee(String rate) {
        return ClearingTerms.STANDARD.with(
                BigDecimal.ZERO, new BigDecimal(rate), Duration.ofSeconds(30));
    }

    private static ClearingTerms waiting(Duration wait) {
        return ClearingTerms.STANDARD.with(BigDecimal.ZERO, BigDecimal.ZERO, wait);
    }
}
