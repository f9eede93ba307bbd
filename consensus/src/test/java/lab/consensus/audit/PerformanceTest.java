package lab.consensus.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.consensus.audit.performance.AccountReport;
import lab.consensus.audit.performance.AccountReport.Figures;
import org.apache.paimon.data.GenericRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an account did, by hand: bought 2 at 100, sold them at 120 and 90, bought 1 at 80. */
class PerformanceTest {
    @TempDir private Path folder;

    private static Desk traded() {
        var desk = new Desk();
        desk.fund("alice", "f", "USD", "1000");
        // The desk's ask is the bid and 1, so these are bought at 100 and 80 and sold at 120 and 90
        desk.trade("alice", "b1", "BTC-USD", "BUY", "2", 65, 99);
        desk.trade("alice", "s1", "BTC-USD", "SELL", "1", 125, 120);
        desk.trade("alice", "s2", "BTC-USD", "SELL", "1", 185, 90);
        desk.trade("alice", "b2", "BTC-USD", "BUY", "1", 245, 79);
        return desk;
    }

    private static GenericRow candle(String pair, int minute, String close) {
        return BooksOnDisk.row(
                Columns.CANDLES,
                pair,
                BooksOnDisk.utc(Desk.at(60.0 * minute)),
                BooksOnDisk.utc(Desk.at(60.0 * (minute + 1))),
                new BigDecimal(close).setScale(8));
    }

    private AccountReport audited(Optional<Instant> asOf) throws Exception {
        Desk desk = traded();
        try (var books = new BooksOnDisk(folder)) {
            books.createBooks();
            books.createCandles();
            books.write(desk.settled, desk.balances());
            List<GenericRow> candles = new ArrayList<>();
            String[] closes = {"100", "110", "130", "85", "70", "75"};
            for (int i = 0; i < closes.length; i++) {
                candles.add(candle("BTC-USD", i, closes[i]));
                candles.add(candle("ETH-USD", i, "10"));
            }
            books.writeCandles(candles);
            AuditReport report =
                    new Audit(
                                    books.tables(),
                                    Optional::empty,
                                    InstantSource.fixed(Desk.at(3600)),
                                    Duration.ZERO)
                            .run(asOf);
            assertThat(report.reconciled()).isTrue();
            assertThat(report.asOf()).isEqualTo(asOf);
            return report.accounts().getFirst();
        }
    }

    private static Optional<BigDecimal> money(String amount) {
        return Optional.of(new BigDecimal(amount).setScale(8));
    }

    @Test
    void profit_follows_the_average_cost_and_adds_up_to_equity() throws Exception {
        AccountReport alice = audited(Optional.empty());
        Figures figures = alice.performance();

        // 2 at 100.05; 1 at 119.94, 1 at 89.955; 1 at 80.04; a thousandth of each as the fee
        assertThat(figures.realisedPnl()).isEqualTo(money("9.795"));
        assertThat(figures.unrealisedPnl()).isEqualTo(money("-5.04"));
        assertThat(figures.totalFees()).isEqualByComparingTo("0.490035");
        assertThat(figures.netPnl()).isEqualTo(money("4.264965"));
        assertThat(figures.equity()).isEqualTo(money("1004.264965"));
        assertThat(figures.slippageCost()).isEqualByComparingTo("0.245");
        assertThat(figures.feeImpact().orElseThrow()).isCloseTo(0.490035 / 4.755, within(1e-12));
        assertThat(alice.startingBalance()).isEqualTo(money("1000"));
        assertThat(alice.totalTrades()).isEqualTo(4);
        assertThat(alice.buys()).isEqualTo(2);
        assertThat(alice.balances().get("BTC")).isEqualByComparingTo("1");
    }

    @Test
    void a_round_trip_is_closed_when_all_is_sold() throws Exception {
        Figures figures = audited(Optional.empty()).performance();
        assertThat(figures.closedRoundTrips()).isEqualTo(1);
        assertThat(figures.winRate()).hasValue(1.0);
        assertThat(figures.profitFactor()).isEmpty();
    }

    @Test
    void the_largest_drawdown_is_between_closes() throws Exception {
        Figures figures = audited(Optional.empty()).performance();
        // The peak is at 130 with one left; what fell since is at the close of 70 with one bought
        BigDecimal peak = new BigDecimal("1049.51996");
        BigDecimal low = new BigDecimal("999.264965");
        assertThat(figures.largestDrawdown()).isEqualTo(money(peak.subtract(low).toPlainString()));
    }

    @Test
    void as_of_a_moment_counts_what_was_executed_up_to_it() throws Exception {
        AccountReport alice = audited(Optional.of(Desk.at(130)));
        assertThat(alice.totalTrades()).isEqualTo(2);
        assertThat(alice.performance().realisedPnl()).isEqualTo(money("19.89"));
        assertThat(alice.balances().get("BTC")).isEqualByComparingTo("1");
        // Of two minutes that had closed the last was at 110
        assertThat(alice.performance().unrealisedPnl()).isEqualTo(money("9.95"));
    }

    @Test
    void what_was_bought_and_held_paid_the_same_costs() throws Exception {
        Figures held = audited(Optional.empty()).buyAndHold();
        // At 100 for 100.05 and a thousandth
        BigDecimal quantity = new BigDecimal("9.98501748");
        assertThat(held.equity().orElseThrow().doubleValue())
                .isCloseTo(quantity.doubleValue() * 75, within(0.001));
        assertThat(held.totalFees().doubleValue()).isCloseTo(0.999, within(0.001));
        assertThat(held.slippageCost().doubleValue()).isCloseTo(0.499, within(0.001));
        assertThat(held.closedRoundTrips()).isZero();
        assertThat(held.winRate()).isEmpty();
        assertThat(held.largestDrawdownShare().orElseThrow()).isCloseTo(60.0 / 130, within(1e-6));
    }
}
