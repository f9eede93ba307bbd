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
import lab.lancer.pattern.Match;
import lab.lancer.pattern.MeanOutcome;

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

    /** The window that matches are like. */
    public record Query(Instant windowStart, Instant windowEnd) {}

    /** One match. */
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
            double outcomeMinPct) {
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
                    match.outcomeMinPct());
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
                answer.query().map(it -> new Query(it.windowStart(), it.windowEnd())),
                answer.matches().stream().map(Row::of).toList(),
                boxed(answer.percentile()),
                Base.of(answer.baseRate()),
                answer.meanOutcome().map(Mean::of),
                answer.query().isPresent() ? answer.baseRate().windows() : 0,
                answer.search().name().toLowerCase(Locale.ROOT),
                answer.unknown(),
                queriedAt);
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
}
