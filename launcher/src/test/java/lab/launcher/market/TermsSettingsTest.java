package lab.launcher.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.VenueTerms;
import lab.poller.exchange.Exchanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsSettingsTest {
    private static final String[] NOTHING = {};

    @TempDir private Path dir;

    @Test
    void what_nobody_sets_stays_as_it_is() {
        assertThat(read(Map.of()).over(VenueTerms.STANDARD)).isEqualTo(VenueTerms.STANDARD);
        VenueTerms changed = read(Map.of(), "--clearing.fee=0.0006").over(VenueTerms.STANDARD);
        assertThat(changed.usual().feeRate()).isEqualByComparingTo("0.0006");
        ClearingTerms again = read(Map.of(), "--clearing.quote-wait=45s").over(changed).usual();
        assertThat(again.feeRate()).isEqualByComparingTo("0.0006");
        assertThat(again.slippage()).isEqualTo(ClearingTerms.STANDARD.slippage());
        assertThat(again.quoteWait()).hasSeconds(45);
    }

    @Test
    void a_flag_wins_over_a_variable_and_a_variable_over_a_file() throws Exception {
        Files.writeString(
                dir.resolve("clearing.properties"),
                "clearing.fee=0.1\nclearing.slippage=0.1\nclearing.quote-wait=10s\n");
        Map<String, String> environment =
                Map.of("LAB_CLEARING_FEE", "0.2", "LAB_CLEARING_SLIPPAGE", "0.2");
        ClearingTerms terms =
                read(environment, "--clearing.fee=0.3").over(VenueTerms.STANDARD).usual();
        assertThat(terms.feeRate()).isEqualByComparingTo("0.3");
        assertThat(terms.slippage()).isEqualByComparingTo("0.2");
        assertThat(terms.quoteWait()).hasSeconds(10);
    }

    @Test
    void a_venue_may_have_a_fee_of_its_own_beside_that_of_all_others() {
        VenueTerms terms =
                read(Map.of(), "--clearing.fee=0.0006,binance=0.0010").over(VenueTerms.STANDARD);
        assertThat(terms.usual().feeRate()).isEqualByComparingTo("0.0006");
        assertThat(terms.fees()).containsExactly(Map.entry("binance", new BigDecimal("0.001")));
        VenueTerms more = read(Map.of("LAB_CLEARING_FEE", "kraken=0.0026"), NOTHING).over(terms);
        assertThat(more.usual()).isEqualTo(terms.usual());
        assertThat(more.fees()).containsOnlyKeys("binance", "kraken");
        assertThat(read(Map.of(), "--clearing.fee=0.002").over(more).fees())
                .as("which stay when the usual one changes")
                .isEqualTo(more.fees());
    }

    @Test
    void a_fee_of_a_venue_that_no_pair_can_be_of_is_refused() {
        TermsSettings unknown = read(Map.of(), "--clearing.fee=bitstamp=0.1");
        assertThatThrownBy(() -> unknown.checkVenues(Optional.empty()))
                .hasMessage("fee of bitstamp: the venue must be one of coinbase, binance, kraken");
        TermsSettings own = read(Map.of(), "--clearing.fee=coinbase=0.1");
        assertThatThrownBy(() -> own.checkVenues(Optional.of(Exchanges.COINBASE)))
                .hasMessageStartingWith("fee of coinbase: it is the lab's own exchange");
        assertThatNoException().isThrownBy(() -> own.checkVenues(Optional.of(Exchanges.KRAKEN)));
    }

    @ParameterizedTest
    @CsvSource({
        "fee, '0.1,0.2', must be given once for all venues",
        "fee, 'binance=0.1,binance=0.1', must be given once for binance",
        "fee, 'binance=1', must be 0 or more and less than 1",
        "fee, 'Binance=0.1', must be as in binance=0.001",
        "fee, '0.1,', must be",
        "fee, 1, must be 0 or more and less than 1",
        "fee, -0.1, must be 0 or more and less than 1",
        "fee, 1e-3, must be",
        "fee, a tenth, must be",
        "fee, 0.0000000000000000001, at most 18 places",
        "slippage, 1.5, must be 0 or more and less than 1",
        "quote-wait, 2h, 'at most 60 minutes, was 2h'",
        "quote-wait, 0s, must be more than nothing and at most 60 minutes",
        "quote-wait, 61m, must be more than nothing and at most 60 minutes",
        "quote-wait, 30, must be"
    })
    void what_cannot_be_is_refused_in_one_line(String name, String text, String rule) {
        assertThatThrownBy(() -> read(Map.of(), "--clearing." + name + "=" + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name + ": ")
                .hasMessageContaining(rule)
                .message()
                .hasLineCount(1);
    }

    private TermsSettings read(Map<String, String> environment, String... arguments) {
        return TermsSettings.read(
                dir.resolve("clearing.properties"), environment, List.of(arguments));
    }
}
