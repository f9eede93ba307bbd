package lab.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.CandleBacktest;
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
 * Whom the verdict calls skilled, on simulated markets: a day and a half each, and trading costs
 * nothing, as costs alone would keep anybody from being called so. All rules trade the same market.
 */
class VerdictTest {
    private static final int MARKETS = 200;
    private static final int MINUTES = 36 * 60;
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
        assertThat(skilled(RULES, MARKETS, 0, 0))
                .allSatisfy((rule, skilled) ->
                        assertThat(skilled).as(rule).isLessThanOrEqualTo(MARKETS / 20));
    }

    @Test
    void a_market_that_only_rises_makes_nobody_skilled() {
        assertThat(skilled(RULES, 20, 0.00005, 0))
                .allSatisfy((rule, skilled) -> assertThat(skilled).as(rule).isLessThanOrEqualTo(2));
    }

    @Test
    void where_there_is_an_edge_it_mostly_sees_it() {
        assertThat(skilled(RULES.subList(0, 1), 12, 0, 0.35))
                .hasEntrySatisfying("with-5", seen -> assertThat(seen).isGreaterThan(8));
    }

    @Test
    void what_was_tried_before_makes_a_good_one_less_of_a_wonder() {
        CandleHistory market = market(11, 0, 0.2);
        Verdict first = verdicts(market, RULES.subList(0, 1), 1).getFirst();
        Verdict thousandth = verdicts(market, RULES.subList(0, 1), 1000).getFirst();

        assertThat(thousandth.deflated().orElseThrow()).isLessThan(first.deflated().orElseThrow());
        assertThat(thousandth.trials()).isEqualTo(1000);
    }

    /** By rule, on how many of the markets it is called so. */
    private static Map<String, Long> skilled(
            List<Strategy> rules, int markets, double drift, double memory) {
        Map<String, Long> skilled = new TreeMap<>();
        rules.forEach(rule -> skilled.put(rule.name(), 0L));
        IntStream.range(0, markets)
                .parallel()
                .mapToObj(seed -> verdicts(market(seed, drift, memory), rules, 1))
                .toList()
                .forEach(verdicts -> {
                    for (int i = 0; i < rules.size(); i++) {
                        if (verdicts.get(i).isSkilled()) {
                            skilled.merge(rules.get(i).name(), 1L, Long::sum);
                        }
                    }
                });
        return skilled;
    }

    /** As a report has them of each rule, had it been tried alone or as one of many. */
    private static List<Verdict> verdicts(CandleHistory market, List<Strategy> rules, int trials) {
        var backtest = new CandleBacktest(market, FREE);
        AccountRun held = backtest.buyAndHold();
        return rules.stream()
                .map(rule ->
                        Report.Told.of(backtest.run(rule), held, market.start(), trials, List.of())
                                .verdict())
                .toList();
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
