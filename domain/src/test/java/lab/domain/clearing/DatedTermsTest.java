package lab.domain.clearing;

import static lab.domain.clearing.Cases.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.OrderId;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

class DatedTermsTest {
    private static final ClearingTerms DEAR = fee("0.01");
    private static final ClearingTerms CHEAP = fee("0.0001");

    @Test
    void the_standard_holds_from_the_beginning_of_time() {
        assertThat(DatedTerms.STANDARD.at(Instant.EPOCH, Instant.EPOCH))
                .isEqualTo(VenueTerms.STANDARD);
        assertThat(DatedTerms.STANDARD.last()).isEqualTo(VenueTerms.STANDARD);
    }

    @Test
    void a_change_holds_for_requests_at_or_after_its_time() {
        DatedTerms terms = DatedTerms.STANDARD.with(new TermsChange(at(10), at(0), DEAR));
        assertThat(terms.at(at(10).minus(Cases.MICRO))).isEqualTo(VenueTerms.STANDARD);
        assertThat(terms.at(at(10))).isEqualTo(VenueTerms.of(DEAR));
        assertThat(terms.at(at(11))).isEqualTo(VenueTerms.of(DEAR));
    }

    @Test
    void of_two_changes_of_one_time_the_later_in_the_log_holds() {
        DatedTerms terms =
                DatedTerms.STANDARD
                        .with(new TermsChange(at(10), at(0), DEAR))
                        .with(new TermsChange(at(10), at(0), CHEAP));
        assertThat(terms.at(at(10))).isEqualTo(VenueTerms.of(CHEAP));
        assertThat(terms.last()).isEqualTo(VenueTerms.of(CHEAP));
    }

    @Test
    void a_change_that_begins_before_the_last_one_takes_its_place_from_there_on() {
        DatedTerms terms =
                DatedTerms.STANDARD
                        .with(new TermsChange(at(20), at(0), DEAR))
                        .with(new TermsChange(at(10), at(1), CHEAP));
        assertThat(terms.at(at(9))).isEqualTo(VenueTerms.STANDARD);
        assertThat(terms.at(at(15))).isEqualTo(VenueTerms.of(CHEAP));
        assertThat(terms.at(at(25))).isEqualTo(VenueTerms.of(CHEAP));
    }

    @Test
    void a_change_never_reaches_a_request_that_the_bus_had_taken_before_it() {
        DatedTerms terms = DatedTerms.STANDARD.with(new TermsChange(Instant.EPOCH, at(50), DEAR));
        assertThat(terms.at(at(100), at(49))).isEqualTo(VenueTerms.STANDARD);
        assertThat(terms.at(at(100), at(50))).isEqualTo(VenueTerms.STANDARD);
        assertThat(terms.at(at(0), at(51))).isEqualTo(VenueTerms.of(DEAR));
    }

    @Test
    void a_venue_with_a_fee_of_its_own_takes_it_and_all_others_take_the_usual_one() {
        var dear = new VenueTerms(DEAR, fees("binance", "0.020"));
        DatedTerms terms = DatedTerms.STANDARD.with(new TermsChange(at(10), at(0), dear));
        assertThat(terms.of(order("BTC-USDT@binance"), at(20)).feeRate())
                .isEqualTo(new BigDecimal("0.02"));
        assertThat(terms.of(order("BTC-USDT@kraken"), at(20))).isEqualTo(DEAR);
        assertThat(terms.of(order("BTC-USDT"), at(20))).isEqualTo(DEAR);
        assertThat(terms.of(Cases.fund("f", "USD", "1"), at(20))).isEqualTo(ClearingTerms.STANDARD);
        assertThat(terms.of(order("BTC-USDT@binance"), at(0)))
                .as("taken before the change")
                .isEqualTo(ClearingTerms.STANDARD);
    }

    @Test
    void a_fee_of_a_venue_that_cannot_be_is_refused() {
        for (String venue : new String[] {"", "Binance", "a b", "abcdefghijklmnopq"}) {
            assertThatThrownBy(() -> new VenueTerms(DEAR, fees(venue, "0.01")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("venue: must be 1 to 16 of a-z 0-9, was ");
        }
        assertThatThrownBy(() -> new VenueTerms(DEAR, fees("binance", "1")))
                .hasMessageStartingWith("fee_rate: must be 0 to 1 with 18 places, was ");
    }

    private static SortedMap<String, BigDecimal> fees(String venue, String fee) {
        return new TreeMap<>(Map.of(venue, new BigDecimal(fee)));
    }

    private static OrderRequest order(String pair) {
        return new OrderRequest(
                new OrderId("o"),
                Cases.ALICE,
                at(15),
                new Pair(pair),
                "BUY",
                BigDecimal.ONE,
                Remarks.NONE);
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
