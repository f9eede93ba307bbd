package lab.launcher.past;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import lab.analyst.check.Checked;
import lab.analyst.check.Checker;
import lab.analyst.check.Verdict;
import lab.analyst.facts.FactSheet;
import lab.analyst.facts.MarketFacts;
import lab.analyst.facts.PatternWindow;
import lab.analyst.facts.Patterns;
import lab.analyst.facts.ShownFacts;
import lab.analyst.model.OllamaSettings;
import lab.analyst.model.Question;
import lab.analyst.model.Reply;
import lab.analyst.patterns.PatternService;
import lab.analyst.rules.RulesCommentator;
import lab.analyst.store.StoredAnswer;
import lab.analyst.store.StoredAnswers;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Sentiment;
import lab.domain.Candle;
import lab.domain.Pair;

/**
 * What the commentary service would have said: the same question about the same facts, and the
 * answer that the analyst's journal has to it. It is found by the question's hash, so an answer to
 * anything else, or by another model, is none.
 *
 * <p>The pattern service may have been away when the analyst asked. So a question whose answer is
 * not there is looked for without the patterns' facts too.
 */
final class PastCommentary {
    private final CommentaryChoice choice;
    private final StoredAnswers answers;
    private final OllamaSettings model;
    private final boolean isMasked;
    private final RulesCommentator rules = new RulesCommentator();
    private final SortedMap<String, LongAdder> open = new TreeMap<>();
    private final SortedMap<String, LongAdder> masked = new TreeMap<>();

    /** A sentiment, and whose word it is. */
    record Commented(Sentiment sentiment, String source) {}

    /** What somebody said, and what becomes of the question when it is counted. */
    record Word(Knowable<Commented> said, Optional<Source> source, Optional<String> question) {}

    /**
     * What is said of a moment by somebody who knows pair and day, and by somebody who does not.
     */
    record Words(Word open, Word masked) {}

    /**
     * @param isMasked whether the lab's analyst is told neither pair nor day in any case
     */
    PastCommentary(
            CommentaryChoice choice,
            StoredAnswers answers,
            OllamaSettings model,
            boolean isMasked) {
        this.isMasked = isMasked;
        this.choice = choice;
        this.answers = answers;
        this.model = model;
        for (SortedMap<String, LongAdder> counts : List.of(open, masked)) {
            for (Source source : Source.values()) {
                counts.put(source.words, new LongAdder());
            }
        }
    }

    /** What became of a question, as it is counted. */
    enum Source {
        MODEL("stored, by the model"),
        STORED_RULES("stored, by rules"),
        RULES("not stored, by rules"),
        REVIEW("to be reviewed, Unknown"),
        NONE("not stored, Unknown"),
        QUIET("hardly traded, Unknown");

        private final String words;

        Source(String words) {
            this.words = words;
        }
    }

    /**
     * What is said of a moment.
     *
     * @param seen the newest candles of a minute
     * @param then what is known of patterns
     */
    Words on(Pair pair, Instant moment, List<Candle> seen, PastPatterns.Then then) {
        if (choice == CommentaryChoice.UNKNOWN) {
            Word nobody = unknown("nobody is asked for commentary", Optional.empty());
            return new Words(nobody, nobody);
        }
        List<Candle> known = MarketFacts.known(pair, moment, seen);
        Optional<Patterns> patterns =
                PatternWindow.endOf(known)
                        .flatMap(hour -> PatternService.patterns(then.answer(hour), hour));
        Optional<FactSheet> sheet = MarketFacts.at(pair, moment, known, patterns);
        if (sheet.isEmpty()) {
            Word quiet =
                    unknown(
                            "nothing could be said of it: it is hardly traded",
                            Optional.of(Source.QUIET));
            return new Words(quiet, quiet);
        }
        FactSheet without = MarketFacts.at(pair, moment, known, Optional.empty()).orElseThrow();
        return new Words(
                said(sheet.get(), without, moment, isMasked ? FactSheet::masked : FactSheet::open),
                said(sheet.get(), without, moment, FactSheet::masked));
    }

    private static Word unknown(String reason, Optional<Source> source) {
        return new Word(new Knowable.Unknown<>(reason), source, Optional.empty());
    }

    /** Makes of a sheet what somebody is shown. */
    private interface Showing {
        ShownFacts of(FactSheet sheet);
    }

    private Word said(FactSheet sheet, FactSheet without, Instant moment, Showing showing) {
        Question asked = Question.of(showing.of(sheet));
        for (Question question : List.of(asked, Question.of(showing.of(without)))) {
            Optional<StoredAnswer> stored = answers.answer(key(question));
            if (stored.isPresent()) {
                boolean isByRules = stored.get().source().equals(rules.source());
                return checked(
                        question,
                        stored.get().raw(),
                        stored.get().source(),
                        moment,
                        isByRules ? Source.STORED_RULES : Source.MODEL);
            }
        }
        if (choice == CommentaryChoice.STORED) {
            return new Word(
                    new Knowable.Unknown<>("nobody commented on it then"),
                    Optional.of(Source.NONE),
                    Optional.of(key(asked)));
        }
        return switch (rules.comment(asked)) {
            case Reply.Said said ->
                    checked(asked, said.raw(), rules.source(), moment, Source.RULES);
            case Reply.Silent(var reason) -> throw new IllegalStateException(reason);
        };
    }

    private Word checked(Question question, String raw, String who, Instant moment, Source source) {
        Checked checked = Checker.check(raw, question.shown());
        if (checked.verdict() == Verdict.REVIEW) {
            return new Word(
                    new Knowable.Unknown<>("the commentary has to be reviewed"),
                    Optional.of(Source.REVIEW),
                    Optional.of(key(question)));
        }
        return new Word(
                new Knowable.Known<>(
                        new Commented(
                                Sentiment.valueOf(checked.sentiment().orElseThrow().name()), who),
                        moment),
                Optional.of(source),
                Optional.of(key(question)));
    }

    private String key(Question question) {
        return question.prompt().key(model.model(), model.fingerprint());
    }

    /** Counts the words on a moment, once they are those that count. */
    void count(Words words) {
        words.open().source().ifPresent(it -> count(open, it));
        words.masked().source().ifPresent(it -> count(masked, it));
    }

    private static void count(SortedMap<String, LongAdder> counts, Source source) {
        counts.getOrDefault(source.words, new LongAdder()).increment();
    }

    /**
     * How many moments of a pair there were of each source; those that there were none of are not
     * there.
     */
    SortedMap<String, Long> counts() {
        SortedMap<String, Long> all = new TreeMap<>();
        add(open, all, UnaryOperator.identity());
        add(masked, all, "masked, "::concat);
        return all;
    }

    private static void add(
            SortedMap<String, LongAdder> counts,
            SortedMap<String, Long> to,
            UnaryOperator<String> named) {
        counts.forEach((words, count) -> {
            if (count.sum() > 0) {
                to.put("commentary " + named.apply(words), count.sum());
            }
        });
    }

    CommentaryChoice choice() {
        return choice;
    }
}
