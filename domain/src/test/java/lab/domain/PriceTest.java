package lab.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 100000000",
        "0.00000001, 1",
        "14.7550, 1475500000",
        "0014.5, 1450000000",
        "9999999999.99999999, 999999999999999999"
    })
    void reads_plain_decimals_exactly(String text, long units) {
        assertThat(Price.of(text).units()).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.",
                ".5",
                "-1",
                "+1",
                "1e3",
                "1,5",
                " 1",
                "1 ",
                "NaN",
                "0x1",
                "1..2",
                "1.2.3",
                "10000000000",
                "0.000000001",
                "１",
                "99999999999999999999999999999999999999999999999"
            })
    void refuses_every_other_text_and_names_it(String text) {
        assertThatThrownBy(() -> Price.parse("best_bid", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("best_bid: ");
    }

    @Test
    void writes_digits_as_short_as_they_are_exact() {
        var random = new SplittableRandom(42);
        for (int i = 0; i < 10_000; i++) {
            var price =
                    new Price(random.nextLong(1_000_000_000_000_000_000L) >> random.nextInt(60));
            String text = price.toString();
            assertThat(Price.of(text)).isEqualTo(price);
            assertThat(text).isEqualTo(plain(price.toBigDecimal()));
        }
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
