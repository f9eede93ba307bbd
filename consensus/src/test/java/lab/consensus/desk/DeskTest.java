package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lab.consensus.strategy.BuyAndHold;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
    @TempDir Path folder;

    @Test
    void funds_its_account_and_buys_each_pair_of_its_currency_once() throws Exception {
        var run =
                new PaperRun(
                                1,
                                folder,
                                PaperMarket.of(1, Duration.ofMinutes(10)),
                                List.of(new BuyAndHold()))
                        .toEnd(0);
        AccountView account = run.desk().view().accounts().getFirst();
        assertThat(account.funded()).isEqualByComparingTo("1000");
        assertThat(account.positions())
                .extracting(AccountView.PositionView::pair)
                .containsExactly("BTC-USD", "DOGE-USD", "ETH-USD", "LINK-USD");
        assertThat(account.positions()).allMatch(it -> it.quantity().signum() > 0);
        assertThat(run.texts(Topic.ORDERS)).hasSize(5);
        assertThat(run.desk().view().trades())
                .extracting(TradeRow::status)
                .containsOnly("FUNDED", "FILLED");
    }
}
