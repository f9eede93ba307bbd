package lab.analyst.check;

import java.util.List;
import java.util.Optional;

/**
 * An answer with its verdict.
 *
 * @param answer empty if it could not be read
 * @param reasons why it is to be reviewed; empty if it is accepted
 */
public record Checked(Optional<Answer> answer, List<String> reasons) {
    public Checked {
        reasons = List.copyOf(reasons);
        if (answer.isEmpty() && reasons.isEmpty()) {
            throw new IllegalArgumentException("checked: an unread answer must have a reason");
        }
    }

    public Verdict verdict() {
        return reasons.isEmpty() ? Verdict.ACCEPTED : Verdict.REVIEW;
    }

    /** The sentiment, if it may be believed. */
    public Optional<Sentiment> sentiment() {
        return verdict() == Verdict.ACCEPTED ? answer.map(Answer::sentiment) : Optional.empty();
    }
}
