package lab.console.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the pattern service says of a pair: the past hours most like its newest one.
 *
 * @param percentile the share of other hours whose best match was not better; empty if too few are
 *     known to say
 * @param search {@code exact} or {@code index}
 * @param unknown why there is no query or no match
 */
public record Signal(
        String pair,
        Instant asOf,
        Optional<Query> query,
        List<Match> matches,
        Optional<Double> percentile,
        BaseRate baseRate,
        Optional<MeanOutcome> meanOutcome,
        int windowsSearched,
        String search,
        Optional<String> unknown) {
    public Signal {
        matches = List.copyOf(matches);
    }

    /** The newest window, with its closes. */
    public record Query(Instant windowStart, Instant windowEnd, Optional<List<Double>> closes) {}

    /**
     * One match.
     *
     * @param after the hour after it, minute by minute, in per cent from its last close
     */
    public record Match(
            Instant windowStart,
            Instant windowEnd,
            double similarity,
            double correlation,
            double outcomePct,
            Optional<List<Double>> closes,
            Optional<List<Double>> after) {}

    /** How all windows came out. */
    public record BaseRate(
            int windows, Optional<Double> meanOutcomePct, Optional<Double> sharePositive) {}

    /** How the matches came out; without bounds if there is one match only. */
    public record MeanOutcome(
            double pct, Optional<Double> lowPct, Optional<Double> highPct, String method) {}
}
