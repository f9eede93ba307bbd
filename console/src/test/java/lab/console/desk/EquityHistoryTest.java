package lab.console.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EquityHistoryTest {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");

    private final EquityHistory history = new EquityHistory();

    @Test
    void forgets_the_oldest_minutes_beyond_a_day() {
        for (int minute = 0; minute < EquityHistory.MINUTES_MAX + 10; minute++) {
            history.add("momentum", TEN.plusSeconds(60L * minute), BigDecimal.valueOf(minute));
        }
        EquityHistory.Line line = history.lines().getFirst();
        assertThat(line.points()).hasSize(EquityHistory.MINUTES_MAX);
        assertThat(line.points().getFirst().equity()).isEqualByComparingTo("10");
    }

    @Test
    void takes_no_more_accounts_than_its_bound() {
        for (int account = 0; account < EquityHistory.ACCOUNTS_MAX + 5; account++) {
            history.add("a" + account, TEN, BigDecimal.ONE);
        }
        history.add("a1", TEN.plusSeconds(60), BigDecimal.TWO);

        assertThat(history.lines()).hasSize(EquityHistory.ACCOUNTS_MAX);
        assertThat(history.lines())
                .filteredOn(line -> line.account().equals("a1"))
                .singleElement()
                .satisfies(line -> assertThat(line.points()).hasSize(2));
    }
}
