package lab.analyst;

import lab.analyst.check.Verdict;
import lab.analyst.rules.RulesCommentator;
import lab.analyst.store.Comment;
import lab.domain.Annotation;
import lab.domain.EventTime;
import lab.domain.Layer;
import lab.domain.Pair;

/** A comment as charts show it: who speaks, and whether it may be believed, comes first. */
final class CommentAnnotation {
    private CommentAnnotation() {}

    static Annotation of(Comment comment) {
        var pair = new Pair(comment.pair());
        return Annotation.of(
                pair,
                comment.time(),
                Layer.ANALYST,
                "%s, by %s: %s".formatted(sentiment(comment), source(comment), comment.narrative()),
                "/api/latest/%s?as_of=%s".formatted(pair, EventTime.format(comment.time())));
    }

    private static String sentiment(Comment comment) {
        return comment.verdict() == Verdict.REVIEW
                ? "REVIEW, %s".formatted(comment.sentiment())
                : comment.sentiment();
    }

    private static String source(Comment comment) {
        return comment.source().equals(RulesCommentator.SOURCE)
                ? comment.source()
                : "model %s".formatted(comment.model());
    }
}
