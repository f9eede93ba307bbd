package lab.analyst.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.analyst.facts.ShownFacts;
import lab.domain.Pair;

/**
 * Says whether an answer may be believed, by the facts that its commentator was shown. What cannot
 * be told is not believed: a number in a form that cannot be read is as bad as a wrong one.
 */
public final class Checker {
    private static final int QUOTED_MAX = 40;

    private Checker() {}

    /** Reads and checks an answer as it came. */
    public static Checked check(String raw, ShownFacts shown) {
        List<String> reasons = new ArrayList<>();
        Optional<Answer> answer = AnswerReader.read(raw, reasons);
        answer.ifPresent(said -> {
            reasons.addAll(evidence(said, shown));
            reasons.addAll(Narrative.marks(said.narrative()));
            reasons.addAll(Narrative.amounts(said.narrative(), shown));
            reasons.addAll(words(said.narrative(), shown));
        });
        return new Checked(answer, reasons);
    }

    private static List<String> evidence(Answer answer, ShownFacts shown) {
        List<String> reasons = new ArrayList<>();
        if (answer.evidence().isEmpty()) {
            reasons.add("evidence: a sentiment must have some");
        }
        answer.evidence().stream()
                .filter(id -> shown.fact(id).isEmpty())
                .forEach(id -> reasons.add("evidence: must be among the facts, was " + quoted(id)));
        return reasons;
    }

    private static List<String> words(String narrative, ShownFacts shown) {
        NumberScan.Found found = NumberScan.in(Narrative.plain(narrative, shown));
        List<String> reasons = new ArrayList<>();
        found.unreadable()
                .forEach(text ->
                        reasons.add("number: must be plain digits of a fact, was " + quoted(text)));
        for (SaidNumber number : found.numbers()) {
            if (!isAmong(number, shown)) {
                reasons.add("number: must be among the facts, was " + quoted(number.text()));
            }
        }
        UnitWords.unknownIn(found.rest())
                .forEach(text ->
                        reasons.add(
                                "number: must stand beside its unit as a fact's, was "
                                        + quoted(text)));
        if (!Narrative.isEnglish(found.rest())) {
            reasons.add("narrative: must be in English");
        }
        return reasons.stream().distinct().toList();
    }

    private static boolean isAmong(SaidNumber number, ShownFacts shown) {
        return shown.pair().map(Pair::quote).filter(quote -> !number.isIn(quote)).isEmpty()
                && shown.facts().stream().anyMatch(number::says);
    }

    private static String quoted(String text) {
        String cut = text.length() <= QUOTED_MAX ? text : text.substring(0, QUOTED_MAX) + "…";
        return "\"" + cut.replaceAll("\\p{C}", "?") + "\"";
    }
}
