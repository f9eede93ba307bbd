package lab.lancer.annotation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lab.lancer.pattern.Answer;

/**
 * Which matches are worth an annotation: those of a window that has just ended, whose best is
 * better than most are by chance, and not soon after another. All of it is event time, so that two
 * runs over the same candles say the same.
 *
 * @param percentile what a match has to be better than
 * @param coolDown how long after one of a pair there is no other
 */
public record AnnotationRule(double percentile, Duration coolDown) {
    public static final AnnotationRule STANDARD = new AnnotationRule(0.95, Duration.ofHours(1));

    public AnnotationRule {
        if (!(percentile >= 0 && percentile < 1)) {
            throw new IllegalArgumentException(
                    "annotation-percentile: must be 0 or more and less than 1, was " + percentile);
        }
        if (coolDown.isNegative()) {
            throw new IllegalArgumentException(
                    "annotation-cool-down: must not be negative, was " + coolDown);
        }
    }

    /** Whether there may be one at a moment, whatever the match. */
    boolean isCool(Instant moment, Optional<Instant> last) {
        return last.filter(before -> moment.isBefore(before.plus(coolDown))).isEmpty();
    }

    /**
     * Whether an answer tells of one; an older window than the newest was judged at its own end.
     */
    boolean isWorth(Answer answer) {
        return answer.query().filter(it -> it.windowEnd().equals(answer.asOf())).isPresent()
                && answer.percentile().isPresent()
                && answer.percentile().getAsDouble() > percentile;
    }
}
