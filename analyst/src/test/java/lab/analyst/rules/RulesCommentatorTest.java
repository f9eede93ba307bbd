package lab.analyst.rules;

import static lab.analyst.facts.SomeCandles.START;
import static lab.analyst.facts.SomeCandles.wandering;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lab.analyst.check.Checked;
import lab.analyst.check.Checker;
import lab.analyst.check.Sentiment;
import lab.analyst.facts.Fact;
import lab.analyst.facts.FactSheet;
import lab.analyst.facts.MarketFacts;
import lab.analyst.facts.Patterns;
import lab.analyst.facts.ShownFacts;
import lab.analyst.facts.Unit;
import lab.analyst.model.Question;
import lab.analyst.model.Reply;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

class RulesCommentatorTest {
    private static Checked comment(ShownFacts shown) {
        var said = (Reply.Said) new RulesCommentator().comment(Question.of(shown));
        return Checker.check(said.raw(), shown);
    }

    private static ShownFacts facts(String direction, String change, Fact... more) {
        List<Fact> facts =
                new ArrayList<>(
                        List.of(
                                new Fact("price", "now", "101", Unit.PRICE),
                                new Fact("price_15m_ago", "then", "100", Unit.PRICE),
                                new Fact("change_15m", "change", change, Unit.PERCENT),
                                Fact.word("trend", "direction", direction),
                                new Fact("window", "minutes", "15", Unit.MINUTES)));
        facts.addAll(List.of(more));
        return new ShownFacts(Optional.empty(), Optional.empty(), facts);
    }

    private static Fact[] patterns(String outcome, String rate) {
        return new Fact[] {
            new Fact("pattern_outcome", "outcome", outcome, Unit.PERCENT),
            new Fact("base_rate_outcome", "rate", rate, Unit.PERCENT)
        };
    }

    @Test
    void the_trend_decides_where_there_are_no_patterns() {
        assertThat(comment(facts("up", "1")).sentiment()).contains(Sentiment.BULLISH);
        assertThat(comment(facts("down", "-1")).sentiment()).contains(Sentiment.BEARISH);
        assertThat(comment(facts("flat", "0.01")).sentiment()).contains(Sentiment.NEUTRAL);
    }

    @Test
    void patterns_count_by_how_they_differ_from_their_base_rate() {
        assertThat(comment(facts("flat", "0", patterns("0.2", "0.1"))).sentiment())
                .contains(Sentiment.BULLISH);
        assertThat(comment(facts("flat", "0", patterns("0.2", "0.3"))).sentiment())
                .contains(Sentiment.BEARISH);
        assertThat(comment(facts("up", "1", patterns("0.2", "0.3"))).sentiment())
                .contains(Sentiment.NEUTRAL);
    }

    @Test
    void two_voices_are_surer_than_one() {
        BigDecimal one = comment(facts("up", "1")).answer().orElseThrow().confidence();
        BigDecimal two =
                comment(facts("up", "1", patterns("0.2", "0.1")))
                        .answer()
                        .orElseThrow()
                        .confidence();
        assertThat(two).isGreaterThan(one);
    }

    @Test
    void what_the_rules_say_is_always_accepted() {
        Set<Sentiment> said = EnumSet.noneOf(Sentiment.class);
        for (String name : List.of("BTC-USD", "DOGE-USD", "1INCH-USD", "SHIB-USD")) {
            var pair = new Pair(name);
            String from = name.startsWith("SHIB") ? "0.00000821" : "62312.45";
            for (int minutes = 2; minutes < 200; minutes += 3) {
                FactSheet sheet = sheet(pair, minutes, from);
                for (ShownFacts shown : List.of(sheet.open(), sheet.masked())) {
                    Checked checked = comment(shown);
                    assertThat(checked.reasons()).as("%s %s", checked.answer(), shown).isEmpty();
                    said.add(checked.sentiment().orElseThrow());
                }
            }
        }
        assertThat(said).containsExactlyInAnyOrder(Sentiment.values());
    }

    private static FactSheet sheet(Pair pair, int minutes, String from) {
        var match =
                new Patterns.Match(
                        START,
                        START,
                        new BigDecimal("0.37125"),
                        new BigDecimal(minutes % 7 - 3).movePointLeft(2));
        var patterns =
                new Patterns(
                        List.of(match),
                        Optional.of(new BigDecimal("0.5")),
                        Optional.of(
                                new Patterns.BaseRate(
                                        9, new BigDecimal("0.001"), new BigDecimal("0.5"))));
        return MarketFacts.at(
                        pair,
                        START.plus(Duration.ofMinutes(minutes + 1)),
                        wandering(pair, START, minutes, from),
                        minutes % 2 == 0 ? Optional.of(patterns) : Optional.empty())
                .orElseThrow();
    }
}
