package lab.lancer.pattern;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A window as one may draw it.
 *
 * @param closes its prices, oldest first
 * @param afterPct where the price went in the hour after, minute by minute, in per cent from the
 *     window's last close; empty where it was not asked for or a candle is missing
 */
public record Curve(List<Double> closes, Optional<List<Double>> afterPct) {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final int OUTCOME = PatternRules.OUTCOME_MINUTES;

    public Curve {
        closes = List.copyOf(closes);
        afterPct = afterPct.map(List::copyOf);
    }

    /** Of a window alone: what came after one that is asked about was not known then. */
    public static Optional<Curve> ofQuery(Series series, Instant windowEnd) {
        return closes(series, lastMinute(windowEnd), WINDOW)
                .map(closes -> new Curve(closes, Optional.empty()));
    }

    /** Of a window and the hour after. */
    public static Optional<Curve> ofMatch(Series series, Instant windowEnd) {
        int last = lastMinute(windowEnd);
        return closes(series, last, WINDOW)
                .map(closes ->
                        new Curve(
                                closes,
                                closes(series, last + OUTCOME, OUTCOME)
                                        .map(after -> percent(closes.getLast(), after))));
    }

    private static int lastMinute(Instant windowEnd) {
        return CandleClose.minutesEndedBy(windowEnd) - 1;
    }

    /** So many closes up to a minute, if none of them is missing. */
    private static Optional<List<Double>> closes(Series series, int last, int count) {
        int first = last - count + 1;
        int place = series.place(first);
        boolean isWhole =
                series.hasCandle(first)
                        && series.hasCandle(last)
                        && series.place(last) - place == count - 1;
        return isWhole
                ? Optional.of(
                        IntStream.range(place, place + count)
                                .mapToObj(at -> series.candle(at).close())
                                .toList())
                : Optional.empty();
    }

    private static List<Double> percent(double from, List<Double> prices) {
        return prices.stream().map(price -> 100 * (price - from) / from).toList();
    }
}
