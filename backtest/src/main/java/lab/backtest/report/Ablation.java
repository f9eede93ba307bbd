package lab.backtest.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import lab.backtest.account.AccountRun;
import lab.backtest.signals.Ablated;
import lab.consensus.strategy.Strategy;

/**
 * What came of a strategy that was kept from something.
 *
 * @param what it was kept from, in words
 * @param difference what the whole strategy earned more than this, in money
 */
public record Ablation(
        String what,
        BigDecimal endEquity,
        double totalReturn,
        OptionalDouble sharpe,
        int trips,
        BigDecimal difference) {

    /**
     * Those of one strategy.
     *
     * @param runs of the ablated, in their order
     */
    public static List<Ablation> of(
            Strategy whole,
            AccountRun run,
            List<Ablated> ablated,
            List<AccountRun> runs,
            Instant start) {
        List<Ablation> all = new ArrayList<>();
        for (int i = 0; i < ablated.size(); i++) {
            if (ablated.get(i).whole().name().equals(whole.name())) {
                Performance of = Performance.of(runs.get(i), start);
                all.add(
                        new Ablation(
                                ablated.get(i).kind().words(),
                                of.endEquity(),
                                of.totalReturn(),
                                of.sharpe(),
                                of.trades().count(),
                                run.endEquity().subtract(of.endEquity())));
            }
        }
        return all;
    }
}
