package lab.lancer.annotation;

import java.time.Instant;
import java.util.Locale;
import lab.domain.Annotation;
import lab.domain.EventTime;
import lab.domain.Layer;
import lab.domain.Pair;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.Match;
import lab.lancer.pattern.MeanOutcome;

/** What an annotation says of a match. */
final class MatchText {
    private static final double PER_CENT = 100;

    private MatchText() {}

    static Annotation of(Pair pair, Answer answer) {
        return Annotation.of(
                pair,
                answer.asOf(),
                Layer.LANCER,
                text(answer),
                "/api/signals/%s?as_of=%s".formatted(pair, EventTime.format(answer.asOf())));
    }

    private static String text(Answer answer) {
        Match best = answer.matches().getFirst();
        return String.format(
                Locale.ROOT,
                "Looks like %s to %s: similarity %.4f, better than %.1f %% of hours; %s",
                minute(best.windowStart()),
                minute(best.windowEnd()),
                best.similarity(),
                PER_CENT * answer.percentile().orElseThrow(),
                answer.meanOutcome().map(MatchText::outcome).orElse("no outcome"));
    }

    private static String outcome(MeanOutcome mean) {
        return String.format(Locale.ROOT, "mean outcome after an hour %+.2f %%", mean.pct())
                + mean.interval()
                        .map(it ->
                                String.format(
                                        Locale.ROOT,
                                        " (95 %% of %+.2f to %+.2f)",
                                        it.lowPct(),
                                        it.highPct()))
                        .orElse("");
    }

    private static String minute(Instant time) {
        return time.toString().replace('T', ' ').replace(":00Z", "");
    }
}
