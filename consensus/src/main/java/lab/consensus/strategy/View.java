package lab.consensus.strategy;

import java.time.Instant;
import java.util.List;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Quote;

/**
 * All that a strategy sees of one pair when it decides: what was knowable at that time.
 *
 * @param time event time of the decision
 * @param candles of one minute that were final by then, oldest first; a minute without trades has
 *     none
 * @param quote the newest, unless it is too old
 * @param patterns what came of past hours like the newest
 * @param sentiment where the commentary sees the market going
 * @param terms what clearing costs an order of this time
 * @param holding what the strategy's own account has, by the executions so far
 */
public record View(
        Instant time,
        Pair pair,
        List<Candle> candles,
        Knowable<Quote> quote,
        Knowable<PatternSignal> patterns,
        Knowable<Sentiment> sentiment,
        ClearingTerms terms,
        Holding holding) {
    public View {
        candles = List.copyOf(candles);
    }

    /**
     * Candles of a longer interval, put together of those of a minute: whole ones that have ended,
     * oldest first. As many as those of a minute reach back.
     */
    public List<Candle> candles(Interval interval) {
        return interval == Interval.ONE_MINUTE ? candles : Windows.of(candles, interval, time);
    }
}
