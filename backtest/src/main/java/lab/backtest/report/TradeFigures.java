package lab.backtest.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import lab.backtest.account.RoundTrip;

/**
 * What the round trips of an account came to. Of none of them nothing is known.
 *
 * @param winRate which part earned more than nothing
 * @param profitFactor what the winners earned by what the losers lost; unknown without losers
 * @param expectancy what one earned on average, in money
 * @param bestPart what the best earned as a part of what it cost
 */
public record TradeFigures(
        int count,
        int wins,
        OptionalDouble winRate,
        OptionalDouble profitFactor,
        Optional<BigDecimal> expectancy,
        Optional<BigDecimal> best,
        OptionalDouble bestPart,
        Optional<BigDecimal> worst,
        OptionalDouble worstPart,
        Optional<Duration> shortest,
        Optional<Duration> mean,
        Optional<Duration> longest) {
    private static final int PLACES = 8;

    static TradeFigures of(List<RoundTrip> trips) {
        int count = trips.size();
        var wins = trips.stream().filter(trip -> trip.profit().signum() > 0).toList();
        BigDecimal won = sum(wins);
        BigDecimal all = sum(trips);
        BigDecimal lost = won.subtract(all);
        Comparator<RoundTrip> byProfit = Comparator.comparing(RoundTrip::profit);
        Optional<RoundTrip> best = trips.stream().max(byProfit);
        Optional<RoundTrip> worst = trips.stream().min(byProfit);
        return new TradeFigures(
                count,
                wins.size(),
                count == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) wins.size() / count),
                lost.signum() == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(won.doubleValue() / lost.doubleValue()),
                count == 0
                        ? Optional.empty()
                        : Optional.of(
                                all.divide(
                                        BigDecimal.valueOf(count), PLACES, RoundingMode.HALF_EVEN)),
                best.map(RoundTrip::profit),
                part(best),
                worst.map(RoundTrip::profit),
                part(worst),
                trips.stream().map(RoundTrip::length).min(Comparator.naturalOrder()),
                count == 0
                        ? Optional.empty()
                        : Optional.of(
                                trips.stream()
                                        .map(RoundTrip::length)
                                        .reduce(Duration.ZERO, Duration::plus)
                                        .dividedBy(count)),
                trips.stream().map(RoundTrip::length).max(Comparator.naturalOrder()));
    }

    private static OptionalDouble part(Optional<RoundTrip> trip) {
        return trip.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(trip.get().profitPart());
    }

    private static BigDecimal sum(List<RoundTrip> trips) {
        return trips.stream().map(RoundTrip::profit).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
