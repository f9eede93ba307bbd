package lab.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairNameTest {
    @ParameterizedTest
    @CsvSource({
        "BTC-USD, BTC-USD",
        "btc/usd, BTC-USD",
        "Btc_Usd, BTC-USD",
        "XBT/USD, BTC-USD",
        "eth-xbt, ETH-BTC",
        "1inch/usdt, 1INCH-USDT",
        "btc/usdt@Binance, BTC-USDT@binance",
        "xbt-usd@kraken, BTC-USD@kraken"
    })
    void a_pair_may_be_written_in_many_ways(String written, String pair) {
        assertThat(PairName.parse(written).name()).isEqualTo(pair);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BTCUSD", "", "-", "BTC-", "BTC/USD/EUR", "BTC USD", "BTC-USD@", "@kraken"})
    void what_is_not_two_assets_is_refused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairName.parse(written))
                .withMessageContaining("must be two assets such as BTC-USD");
    }
}
