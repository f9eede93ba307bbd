package lab.consensus.strategy;

import java.math.BigDecimal;
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
 * @param flows who pressed in those minutes, as far as it is known; minutes that are imported, or
 *     were seen by an older version, have none
 * @param quote the newest, unless it is too old
 * @param book the pair's order book, and what it was of late
 * @param patterns what came of past hours like the newest
 * @param sentiment where the commentary sees the market going
 * @param terms what clearing costs an order of this time
 * @param holding what the strategy's own account has, by the executions so far
 */
public record View(
        Instant time,
        Pair pair,
        List<Candle> candles,
        List<Candle.Flow> flows,
        Knowable<Quote> quote,
        SeenBook book,
        Knowable<PatternSignal> patterns,
        Knowable<Sentiment> sentiment,
        ClearingTerms terms,
        Holding holding) {
    private static final SeenBook NO_BOOK = SeenBook.unknown("only candles are known");

    public View {
        candles = List.copyOf(candles);
        flows = List.copyOf(flows);
    }

    /** Of a market of which only candles are known. */
    public View(
            Instant time,
            Pair pair,
            List<Candle> candles,
            Knowable<Quote> quote,
            Knowable<PatternSignal> patterns,
            Knowable<Sentiment> sentiment,
            ClearingTerms terms,
            Holding holding) {
        this(time, pair, candles, List.of(), quote, NO_BOOK, patterns, sentiment, terms, holding);
    }

    /**
     * What takers bought less what they sold, by all of it, over the newest so many minutes that
     * had trades: 1 if they only bought, -1 if they only sold. Not known unless each of those
     * minutes is.
     */
    public Knowable<Double> pressure(int minutes) {
        if (minutes < 1 || candles.size() < minutes) {
            return new Knowable.Unknown<>("too few candles");
        }
        List<Candle> newest = candles.subList(candles.size() - minutes, candles.size());
        BigDecimal buys = BigDecimal.ZERO;
        BigDecimal sells = BigDecimal.ZERO;
        int known = 0;
        for (Candle.Flow flow : flows) {
            if (!flow.start().isBefore(newest.getFirst().start())) {
                buys = buys.add(flow.buys());
                sells = sells.add(flow.sells());
                known++;
            }
        }
        return known < minutes
                ? new Knowable.Unknown<>("of some minutes nobody said who took")
                : new Knowable.Known<>(
                        buys.subtract(sells).doubleValue() / buys.add(sells).doubleValue(),
                        newest.getLast().end());
    }

    /**
     * Candles of a longer interval, put together of those of a minute: whole ones that have ended,
     * oldest first. As many as those of a minute reach back.
     */
    public List<Candle> candles(Interval interval) {
        return interval == Interval.ONE_MINUTE ? candles : Windows.of(candles, interval, time);
    }
}
