package lab.poller.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

class ListedPairsTest {
    @Test
    void a_symbol_means_the_pair_that_was_listed_and_nothing_is_guessed() {
        ListedPairs pairs = ListedPairs.of(List.of(new Pair("BTC-USDT"), new Pair("T-USD")));
        assertThat(pairs.pair("BTCUSDT")).contains(new Pair("BTC-USDT"));
        assertThat(pairs.pair("TUSD")).contains(new Pair("T-USD"));
        assertThat(pairs.pair("ETHUSDT")).isEmpty();
        assertThat(pairs.pair("btcusdt")).isEmpty();
    }

    @Test
    void pairs_that_write_the_same_symbol_are_refused() {
        assertThatThrownBy(() -> ListedPairs.of(List.of(new Pair("T-USDT"), new Pair("TUSD-T"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pairs: must have different symbols, T-USDT and TUSD-T have the same");
    }

    @Test
    void what_is_asked_for_goes_before_what_is_known() {
        ListedPairs pairs = ListedPairs.usualAnd(List.of(new Pair("BTCU-SDT")));
        assertThat(pairs.pair("BTCUSDT")).contains(new Pair("BTCU-SDT"));
        assertThat(pairs.pair("ETHBTC")).contains(new Pair("ETH-BTC"));
    }

    @Test
    void names_of_streams_are_in_lower_case() {
        assertThat(ListedPairs.streamName(new Pair("1000SATS-USDT"))).isEqualTo("1000satsusdt");
    }
}
