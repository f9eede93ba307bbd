package lab.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import lab.backtest.CandleReport;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Candle;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import org.junit.jupiter.api.Test;

/**
 * Whom the verdict calls skilled, on simulated markets: two days each, and trading costs nothing,
 * as costs alone would keep anybody from being called so.
 */
class VerdictTest {
    private static final int MARKETS = 200;
    private static final int MINUTES = 48 * 60;
    private static final double WALK = 0.0006;

    private static final CandleRules FREE =
            new CandleRules(
                    CandleRules.STANDARD.currency(),
                    CandleRules.STANDARD.startingBalance(),
                    CandleRules.STANDARD.tradeSize(),
                    CandleRules.STANDARD.limits(),
                    BigDecimal.ZERO,
                    DatedTerms.STANDARD.with(
                            new TermsChange(
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    ClearingTerms.STANDARD.with(
                                            BigDecimal.ZERO,
                                            BigDecimal.ZERO,
                                            ClearingTerms.STANDARD.quoteWait()))));

    /** Goes with, or against, the last minutes. */
    private record Follower(String name, int minutes, boolean isWith) implements Strategy {
        @Override
        public Set<Reads> reads() {
            return Set.of();
        }

        @Override
        public Decision decide(View view) {
            List<Candle> candles = view.candles();
            if (candles.size() <= minutes) {
                return new Decision.Hold("too few candles");
            }
            int change =
                    candles.getLast()
                            .close()
                            .compareTo(candles.get(candles.size() - 1 - minutes).close());
            boolean isGood = isWith ? change > 0 : change < 0;
            if (view.holding().isHolding()) {
                return isGood ? new Decision.Hold("good") : new Decision.Sell("not good");
            }
            return isGood ? new Decision.Buy("good") : new Decision.Hold("not good");
        }
    }

    private static final List<Strategy> RULES =
            List.of(new Follower("with-5", 5, true), new Follower("against-5", 5, false));

    @Test
    void on_markets_without_an_edge_it_calls_at_most_one_in_twenty_skilled() {
        for (Strategy rule : RULES) {
            long skilled = skilled(rule, MARKETS, 0, 0);

            assertThat(skilled).as(rule.name()).isLessThanOrEqualTo(MARKETS / 20);
        }
    }

    @Test
    void a_market_that_only_rises_makes_nobody_skilled() {
        for (Strategy rule : RULES) {
            assertThat(skilled(rule, 20, 0.00005, 0)).as(rule.name()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void where_there_is_an_edge_it_mostly_sees_it() {
        assertThat(skilled(RULES.getFirst(), 12, 0, 0.35)).isGreaterThan(8);
    }

    @Test
    void what_was_tried_before_makes_a_good_one_less_of_a_wonder() {
        CandleHistory market = market(11, 0, 0.2);
        Verdict first = verdict(market, RULES.getFirst(), 0);
        Verdict thousandth = verdict(market, RULES.getFirst(), 999);

        assertThat(thousandth.deflated().orElseThrow()).isLessThan(first.deflated().orElseThrow());
        assertThat(thousandth.trials()).isEqualTo(1000);
    }

    private static long skilled(Strategy rule, int markets, double drift, double memory) {
        return IntStream.range(0, markets)
                .parallel()
                .filter(seed -> verdict(market(seed, drift, memory), rule, 0).isSkilled())
                .count();
    }

    private static Verdict verdict(CandleHistory market, Strategy rule, int before) {
        return new CandleReport(market, FREE, "simulated")
                .of(List.of(rule), before)
                .report()
                .accounts()
                .getFirst()
                .verdict();
    }

    /**
     * A market whose minutes are random.
     *
     * @param memory which part of a minute's change the next one repeats
     */
    private static CandleHistory market(long seed, double drift, double memory) {
        var random = new Random(seed);
        List<Candle> candles = new ArrayList<>(MINUTES);
        double price = 20_000;
        double change = 0;
        for (int i = 0; i < MINUTES; i++) {
            change = drift + memory * change + WALK * random.nextGaussian();
            double close = price * (1 + change);
            candles.add(
                    Candles.candle(
                            Candles.BTC,
                            Candles.START.plusSeconds(60L * i),
                            text(price),
                            text(Math.max(price, close)),
                            text(Math.min(price, close)),
                            text(close),
                            "1"));
            price = close;
        }
        return CandleHistory.of(candles);
    }

    private static String text(double price) {
        return BigDecimal.valueOf(Math.round(price * 100), 2).toPlainString();
    }
}
