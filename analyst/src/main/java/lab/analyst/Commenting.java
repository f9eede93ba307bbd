package lab.analyst;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import lab.analyst.check.Answer;
import lab.analyst.check.Checked;
import lab.analyst.check.Checker;
import lab.analyst.check.Sentiment;
import lab.analyst.facts.FactSheet;
import lab.analyst.facts.ShownFacts;
import lab.analyst.model.Commentator;
import lab.analyst.model.OllamaCommentator;
import lab.analyst.model.Question;
import lab.analyst.model.Reply;
import lab.analyst.rules.RulesCommentator;
import lab.analyst.store.Comment;
import lab.analyst.store.Journal;
import lab.analyst.store.StoredAnswer;

/**
 * Makes a comment of facts: asks whoever answers, checks what was said, writes it down. A question
 * that was answered before has the same answer again, and nobody is asked.
 */
final class Commenting {
    private static final String UNREAD = "The answer could not be read.";

    private final OllamaCommentator model;
    private final Commentator rules = new RulesCommentator();
    private final Journal journal;
    private final boolean masked;
    private final Lock asking = new ReentrantLock();
    private final Tally tally;

    Commenting(OllamaCommentator model, Journal journal, boolean masked, Tally tally) {
        this.model = model;
        this.journal = journal;
        this.masked = masked;
        this.tally = tally;
    }

    /** Whether a comment on these facts needs the model, and the model answers. */
    boolean needsModel(FactSheet sheet) {
        return model.trouble().isEmpty() && journal.answer(key(question(sheet))).isEmpty();
    }

    /** Comments, and keeps the comment, unless it only repeats what was said. */
    Comment on(FactSheet sheet, Comment.Occasion occasion)
            throws IOException, InterruptedException {
        Question question = question(sheet);
        asking.lockInterruptibly(); // who asks the same meanwhile finds the answer
        try {
            Optional<StoredAnswer> stored =
                    journal.answer(key(question)).filter(answer -> isGood(answer, occasion));
            StoredAnswer answer = stored.isPresent() ? stored.get() : ask(question);
            Comment comment = comment(sheet, question.shown(), answer, occasion);
            keep(stored, answer, comment);
            return comment;
        } finally {
            asking.unlock();
        }
    }

    private void keep(Optional<StoredAnswer> stored, StoredAnswer answer, Comment comment)
            throws IOException {
        boolean isRepeat = comment.occasion() == Comment.Occasion.SEEN;
        if (stored.isEmpty()) {
            journal.add(answer, comment);
        } else if (!isRepeat) {
            journal.add(comment);
        }
        if (stored.isPresent()) {
            tally.fromStore();
        }
        if (!isRepeat) {
            tally.commented(comment);
        }
    }

    private Question question(FactSheet sheet) {
        return Question.of(masked ? sheet.masked() : sheet.open());
    }

    private String key(Question question) {
        return question.prompt().key(model.settings().model(), model.settings().fingerprint());
    }

    /** Whoever asks while the model answers wants the model, not what the rules said before. */
    private boolean isGood(StoredAnswer answer, Comment.Occasion occasion) {
        return occasion != Comment.Occasion.REQUEST
                || !answer.source().equals(rules.source())
                || !model.isWorthAsking();
    }

    private StoredAnswer ask(Question question) throws InterruptedException {
        return switch (model.comment(question)) {
            case Reply.Said said -> {
                tally.answered(said.took());
                yield stored(question, model.source(), said, Optional.empty());
            }
            case Reply.Silent(var reason) -> {
                tally.modelError();
                yield byRules(question, reason);
            }
        };
    }

    private StoredAnswer byRules(Question question, String reason) throws InterruptedException {
        return switch (rules.comment(question)) {
            case Reply.Said said -> stored(question, rules.source(), said, Optional.of(reason));
            case Reply.Silent(var silence) -> throw new IllegalStateException(silence);
        };
    }

    private StoredAnswer stored(
            Question question, String source, Reply.Said said, Optional<String> note) {
        return new StoredAnswer(
                key(question),
                source,
                said.model(),
                said.digest(),
                question.prompt().system(),
                question.prompt().user(),
                said.raw(),
                said.took().toMillis(),
                note);
    }

    private Comment comment(
            FactSheet sheet, ShownFacts shown, StoredAnswer answer, Comment.Occasion occasion) {
        Checked checked = Checker.check(answer.raw(), shown);
        return new Comment(
                sheet.pair().name(),
                checked.answer().map(Answer::narrative).map(Commenting::showable).orElse(UNREAD),
                sheet.time().getEpochSecond(),
                sheet.time(),
                occasion,
                answer.source(),
                answer.model(),
                answer.digest(),
                checked.sentiment().map(Sentiment::word).orElse(Sentiment.UNKNOWN),
                checked.sentiment().flatMap(it -> checked.answer()).map(Answer::confidence),
                checked.answer().map(Answer::evidence).orElse(List.of()),
                checked.verdict(),
                checked.reasons(),
                shown.isMasked(),
                answer.note(),
                sheet.trend(),
                sheet.topMatch(),
                shown.facts(),
                sheet.candlesUpTo(),
                answer.durationMillis(),
                answer.key());
    }

    /** Without what a page or a terminal could take for more than text. */
    private static String showable(String narrative) {
        String plain = narrative.replaceAll("[\\p{C}<>]", " ");
        int length = plain.codePointCount(0, plain.length());
        return length <= Answer.NARRATIVE_LENGTH_MAX
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, Answer.NARRATIVE_LENGTH_MAX));
    }
}
