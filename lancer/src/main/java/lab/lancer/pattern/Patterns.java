package lab.lancer.pattern;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Answers what the past says about a pair. */
public final class Patterns {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final Duration HOUR = Duration.ofHours(1);

    /** How many windows an index is first asked for: enough for five that lie apart. */
    private static final int PROPOSED_FIRST = 50;

    private static final int PROPOSED_MAX = 3_200;
    private static final int MORE = 4;

    private Patterns() {}

    /** What was found, and how. */
    private record Found(List<Match> matches, SearchKind search) {}

    /** Looks at every window. */
    public static Answer answer(Series series, Instant asOf) {
        return answer(series, asOf, Optional.empty());
    }

    /** Looks at those windows that an index proposes, or at every one if there is no index. */
    public static Answer answer(Series series, Instant asOf, Optional<Proposals> index) {
        return switch (series.newestWindow(asOf)) {
            case Series.Newest.Window(int last) -> {
                int lastEnded = series.lastEnded(asOf);
                Found found =
                        index.isPresent()
                                ? proposed(series, last, lastEnded, index.get())
                                : all(series, last, lastEnded);
                yield answer(series, asOf, last, found);
            }
            case Series.Newest.None(String reason) -> unknown(series, asOf, reason);
        };
    }

    private static Found all(Series series, int last, int lastEnded) {
        int end = series.searchedEnd(last, lastEnded);
        return new Found(Nearest.ofAll(series, last, end), SearchKind.EXACT);
    }

    /** Asks for more where those proposed are sights of fewer than five episodes. */
    private static Found proposed(Series series, int last, int lastEnded, Proposals index) {
        int end = series.searchedEnd(last, lastEnded);
        float[] query = series.query(last);
        for (int count = PROPOSED_FIRST; count <= PROPOSED_MAX; count *= MORE) {
            int[] minutes = index.nearest(query, series.minute(lastEnded), count);
            int[] places =
                    Arrays.stream(minutes)
                            .flatMap(minute -> series.searched(minute, end).stream())
                            .toArray();
            List<Match> matches = Nearest.of(series, last, places);
            if (matches.size() == PatternRules.MATCHES_MAX) {
                return new Found(matches, SearchKind.INDEX);
            }
        }
        return all(series, last, lastEnded);
    }

    private static Answer answer(Series series, Instant asOf, int last, Found found) {
        Instant end = series.end(last);
        var query = new Answer.Query(end.minus(Duration.ofMinutes(WINDOW)), end);
        BaseRate baseRate = series.baseRate(series.lastEnded(asOf));
        List<Match> matches = found.matches();
        if (matches.isEmpty()) {
            return new Answer(
                    asOf,
                    Optional.of(query),
                    matches,
                    OptionalDouble.empty(),
                    baseRate,
                    Optional.empty(),
                    found.search(),
                    Optional.of(
                            "matches: there must be a window whose outcome was known, is none"));
        }
        return new Answer(
                asOf,
                Optional.of(query),
                matches,
                percentile(series, asOf, end, matches.getFirst().similarity()),
                baseRate,
                Optional.of(MeanOutcome.of(matches)),
                found.search(),
                Optional.empty());
    }

    private static Answer unknown(Series series, Instant asOf, String reason) {
        return new Answer(
                asOf,
                Optional.empty(),
                List.of(),
                OptionalDouble.empty(),
                series.baseRate(series.lastEnded(asOf)),
                Optional.empty(),
                SearchKind.EXACT,
                Optional.of(reason));
    }

    private static OptionalDouble percentile(
            Series series, Instant asOf, Instant queryEnd, double best) {
        Series.Hours hours = series.hours();
        int from =
                Math.max(hours.from(), hourAtOrAfter(asOf.minus(PatternRules.PERCENTILE_PERIOD)));
        int end = hourAtOrAfter(queryEnd);
        BestMatches.fill(series, from, end);
        int counted = 0;
        int notBetter = 0;
        for (int hour = from; hour < end; hour++) {
            OptionalDouble distance = series.bests().distance(hour);
            if (distance.isPresent()) {
                counted++;
                notBetter += Match.similarity(distance.getAsDouble()) <= best ? 1 : 0;
            }
        }
        return counted < PatternRules.PERCENTILE_WINDOWS_MIN
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) notBetter / counted);
    }

    private static int hourAtOrAfter(Instant time) {
        long hours = Math.ceilDiv(time.getEpochSecond(), HOUR.toSeconds());
        boolean isPast = time.getNano() > 0 && time.getEpochSecond() % HOUR.toSeconds() == 0;
        return Math.toIntExact(isPast ? hours + 1 : hours);
    }
}
