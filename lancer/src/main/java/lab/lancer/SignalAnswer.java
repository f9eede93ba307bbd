package lab.lancer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import lab.domain.Pair;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.BaseRate;
import lab.lancer.pattern.Curve;
import lab.lancer.pattern.Match;
import lab.lancer.pattern.MeanOutcome;
import lab.lancer.pattern.Series;

/**
 * What is answered about a pair, as JSON has it.
 *
 * @param percentile null where too little is known to say
 * @param windowsSearched how many windows could have been a match
 * @param unknown why there is no query or no match
 * @param queriedAt when this was asked; what it says is of {@code asOf}
 */
public record SignalAnswer(
        String pair,
        Instant asOf,
        Optional<Query> query,
        List<Row> matches,
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Double> percentile,
        Base baseRate,
        Optional<Mean> meanOutcome,
        int windowsSearched,
        String search,
        Optional<String> unknown,
        Instant queriedAt) {

    /**
     * The window that matches are like.
     *
     * @param closes its prices, if they were asked for
     */
    public record Query(Instant windowStart, Instant windowEnd, Optional<List<Double>> closes) {
        private Query withCurve(Series series) {
            return new Query(
                    windowStart, windowEnd, Curve.ofQuery(series, windowEnd).map(Curve::closes));
        }
    }

    /**
     * One match.
     *
     * @param closes its prices, if they were asked for
     * @param after the hour after in per cent from its last close, if that was asked for
     */
    public record Row(
            Instant windowStart,
            Instant windowEnd,
            double similarity,
            double correlation,
            double distance,
            double volatility,
            double meanPrice,
            double outcomePct,
            double outcomeMaxPct,
            double outcomeMinPct,
            Optional<List<Double>> closes,
            Optional<List<Double>> after) {
        static Row of(Match match) {
            return new Row(
                    match.windowStart(),
                    match.windowEnd(),
                    match.similarity(),
                    match.correlation(),
                    match.distance(),
                    match.volatilityPct(),
                    match.meanPrice(),
                    match.outcomePct(),
                    match.outcomeMaxPct(),
                    match.outcomeMinPct(),
                    Optional.empty(),
                    Optional.empty());
        }

        private Row withCurve(Series series) {
            Optional<Curve> curve = Curve.ofMatch(series, windowEnd);
            return new Row(
                    windowStart,
                    windowEnd,
                    similarity,
                    correlation,
                    distance,
                    volatility,
                    meanPrice,
                    outcomePct,
                    outcomeMaxPct,
                    outcomeMinPct,
                    curve.map(Curve::closes),
                    curve.flatMap(Curve::afterPct));
        }
    }

    /** How all windows came out; means are null where there are none. */
    public record Base(
            int windows,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Double> meanOutcomePct,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Double> sharePositive) {
        static Base of(BaseRate rate) {
            return rate.windows() == 0
                    ? new Base(0, Optional.empty(), Optional.empty())
                    : new Base(
                            rate.windows(),
                            Optional.of(rate.meanOutcomePct()),
                            Optional.of(rate.sharePositive()));
        }
    }

    /** The matches' mean outcome; bounds are null for a single match. */
    public record Mean(
            double pct,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Double> lowPct,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Double> highPct,
            String method) {
        static Mean of(MeanOutcome mean) {
            return new Mean(
                    mean.pct(),
                    mean.interval().map(MeanOutcome.Interval::lowPct),
                    mean.interval().map(MeanOutcome.Interval::highPct),
                    mean.method());
        }
    }

    public static SignalAnswer of(Pair pair, Answer answer, Instant queriedAt) {
        return new SignalAnswer(
                pair.name(),
                answer.asOf(),
                answer.query()
                        .map(it -> new Query(it.windowStart(), it.windowEnd(), Optional.empty())),
                answer.matches().stream().map(Row::of).toList(),
                boxed(answer.percentile()),
                Base.of(answer.baseRate()),
                answer.meanOutcome().map(Mean::of),
                answer.query().isPresent() ? answer.baseRate().windows() : 0,
                answer.search().name().toLowerCase(Locale.ROOT),
                answer.unknown(),
                queriedAt);
    }

    /** The same, with the prices of its windows. */
    SignalAnswer withCurves(Series series) {
        return new SignalAnswer(
                pair,
                asOf,
                query.map(it -> it.withCurve(series)),
                matches.stream().map(it -> it.withCurve(series)).toList(),
                percentile,
                baseRate,
                meanOutcome,
                windowsSearched,
                search,
                unknown,
                queriedAt);
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
}
