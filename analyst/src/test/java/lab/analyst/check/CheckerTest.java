package lab.analyst.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.analyst.facts.Fact;
import lab.analyst.facts.ShownFacts;
import lab.analyst.facts.Unit;
import lab.domain.Pair;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckerTest {
    static final ShownFacts SHOWN =
            new ShownFacts(
                    Optional.of(new Pair("BTC-USD")),
                    Optional.of(Instant.parse("2026-03-02T14:05:00Z")),
                    List.of(
                            new Fact("price", "price now", "62312.45", Unit.PRICE),
                            new Fact("price_15m_ago", "price then", "62055.1", Unit.PRICE),
                            new Fact("change_15m", "change", "0.415", Unit.PERCENT),
                            new Fact("drop", "a fall", "-1.25", Unit.PERCENT),
                            new Fact("volume_ratio", "ratio", "1.84", Unit.RATIO),
                            new Fact("half_ratio", "ratio", "0.5", Unit.RATIO),
                            new Fact("minutes_traded", "minutes", "14", Unit.COUNT),
                            new Fact("window", "minutes", "15", Unit.MINUTES),
                            new Fact("pattern_horizon", "minutes", "60", Unit.MINUTES),
                            new Fact("doge", "price", "0.08712", Unit.PRICE),
                            Fact.word("trend", "direction", "up")));

    static Map<String, Object> fields(String narrative) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("sentiment", "Bullish");
        fields.put("confidence", 0.6);
        fields.put("narrative", narrative);
        fields.put("evidence", List.of("price", "trend"));
        return fields;
    }

    private static Checked check(Map<String, Object> fields) {
        return Checker.check(Json.write(fields), SHOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The price is 62312.45 and rises.",
                "The price is 62,312.45, after 62,055.1.",
                "The price is $62,312.45.",
                "The price is 62 312.45 USD.",
                "The price is 62'312.45.",
                "The price is 62312.5 or so.",
                "The price is 62,312.",
                "About 62.3k now.",
                "Around 62.3 thousand dollars.",
                "It rose 0.415%.",
                "It rose 0.42 per cent.",
                "It rose +0.4 percent",
                "It rose by 41.5 basis points.",
                "It fell 1.25% then.",
                "It went -1.25% then.",
                "It went −1.25% then.",
                "Volume is 1.84x its mean.",
                "Volume is 1.8 times its mean.",
                "Volume is 184% of its mean.",
                "Volume is half of that.",
                "In 14 of the minutes there was a trade.",
                "In the last 15 minutes it rose.",
                "In this 15-minute window it rose.",
                "In fifteen minutes it rose.",
                "Within 60 minutes, that is 1 hour, or one hour.",
                "The coin stands at 0.08712, or 0.087.",
                "price_15m_ago was lower, change_15m says so.",
                "BTC-USD and BTC rise.",
                "At 14:05 on 2026-03-02 it rose.",
                "As of 2026-03-02T14:05:00Z it rose.",
                "Nobody knows which one is next.",
                "There are no numbers here.",
                "Full width ６２３１２．４５ is the same.",
                "Zero point four one five percent up.",
                "Sixty-two thousand three hundred and twelve.",
            })
    void accepts_what_the_facts_say(String narrative) {
        Checked checked = check(fields(narrative));
        assertThat(checked.reasons()).isEmpty();
        assertThat(checked.sentiment()).contains(Sentiment.BULLISH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The price is 62412.45.",
                "The price is 62,412.45.",
                "The price is 62000.",
                "The price is 62,300 or so.",
                "The price is $0.42.",
                "It rose 0.5%.",
                "It rose 0%.",
                "It rose 41.5%.",
                "It rose -0.415%.",
                "It went +1.25% then.",
                "Volume is 2 times its mean.",
                "Volume doubled.",
                "Volume is twice its mean.",
                "Volume rose by half a dozen.",
                "Volume rose by a third.",
                "In 13 of the minutes.",
                "In 14.0001 of the minutes.",
                "In the last 14 minutes.",
                "In the last fifty minutes.",
                "In the last 2 hours.",
                "The price is 15.",
                "The price is fifteen.",
                "One hundred percent sure.",
                "Ten to one it rises.",
                "It will reach 70k.",
                "It will reach seventy thousand.",
                "It will reach 7e4.",
                "It will reach 0x1F.",
                "It will reach $70K by Friday",
                "It was so on Friday.",
                "As in November.",
                "On 2026-03-03 it rose.",
                "On 3/2 it rose.",
                "At 14:06 it rose.",
                "At 14:05:30 it rose.",
                "Since 2021 it rises.",
                "The 1st time, the 2nd time.",
                "It is the third time.",
                "A ½ of it.",
                "A ¾ of it.",
                "It is ➀ of them.",
                "It is ② of them.",
                "It is ٤٢ of them.",
                "It is .415 of it.",
                "62.312,45 is the price.",
                "62312.45.1 is the price.",
                "1234567890123456 is the price.",
                "Q3 was good.",
                "0.415‰ up.",
                "Hundreds of them.",
                "5️⃣ of them.",
                "The price rose from 62055.1 to 62312.45, a gain of 257.35.",
                "price-61000 is what it is.",
                "price_62 is what it is.",
                "BTC-USD-99 is what it is.",
                "price.99 is what it is.",
            })
    void sends_a_number_that_no_fact_says_to_review(String narrative) {
        Checked checked = check(fields(narrative));
        assertThat(checked.verdict()).as(narrative).isEqualTo(Verdict.REVIEW);
        assertThat(checked.reasons()).anySatisfy(it -> assertThat(it).startsWith("number:"));
        assertThat(checked.sentiment()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "Цена растёт.",
                "上涨",
                "It rises.\u0000",
                "It rises.\u202e",
                "It rises.\u200b",
                "It rises.\u001b[31m",
                "<script>alert()</script>",
                "See http://example.org",
            })
    void sends_a_text_that_may_not_be_shown_to_review(String narrative) {
        Checked checked = check(fields(narrative));
        assertThat(checked.reasons()).anySatisfy(it -> assertThat(it).startsWith("narrative:"));
        assertThat(checked.sentiment()).isEmpty();
    }

    @Test
    void sends_a_long_narrative_to_review() {
        String longest = "It is up. ".repeat(60);
        assertThat(check(fields(longest)).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(check(fields(longest + ".")).verdict()).isEqualTo(Verdict.REVIEW);
    }

    @Test
    void sends_evidence_that_is_no_fact_to_review() {
        Map<String, Object> fields = fields("It rises.");
        fields.put("evidence", List.of("price", "moon"));
        assertThat(check(fields).reasons())
                .containsExactly("evidence: must be among the facts, was \"moon\"");
    }

    @Test
    void sends_a_sentiment_without_evidence_to_review() {
        Map<String, Object> fields = fields("It rises.");
        fields.put("evidence", List.of());
        assertThat(check(fields).reasons()).containsExactly("evidence: a sentiment must have some");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"Bullish\"",
                "I think it rises.",
                "Sentiment: Bullish",
                "{",
                "{\"sentiment\":\"Bullish\"",
                "{}",
                "{\"sentiment\":\"bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":[\"price\"]}",
                "{\"sentiment\":\"[Bullish]\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":[\"price\"]}",
                "{\"sentiment\":[\"Bullish\"],\"confidence\":1,\"narrative\":\"up\",\"evidence\":[\"price\"]}",
                "{\"sentiment\":\"Bullish\",\"confidence\":\"1\",\"narrative\":\"up\",\"evidence\":[\"price\"]}",
                "{\"sentiment\":\"Bullish\",\"confidence\":1.1,\"narrative\":\"up\",\"evidence\":[\"price\"]}",
                "{\"sentiment\":\"Bullish\",\"confidence\":-0.1,\"narrative\":\"up\",\"evidence\":[\"price\"]}",
                "{\"sentiment\":\"Bullish\",\"confidence\":NaN,\"narrative\":\"up\",\"evidence\":[\"price\"]}",
                "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":7,\"evidence\":[\"price\"]}",
                "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":\"price\"}",
                "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":[1]}",
                "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":{\"a\":\"price\"}}",
                "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\"}",
                "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":[\"price\"],\"order\":\"BUY\"}",
                "{\"sentiment\":\"Bearish\",\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":[\"price\"]}",
            })
    void sends_what_is_no_answer_to_review(String raw) {
        Checked checked = Checker.check(raw, SHOWN);
        assertThat(checked.verdict()).isEqualTo(Verdict.REVIEW);
        assertThat(checked.answer()).isEmpty();
        assertThat(checked.reasons()).isNotEmpty();
    }

    @Test
    void a_digit_of_a_number_that_is_changed_is_found() {
        String right = "62312.45";
        for (int i = 0; i < right.length(); i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                String said = right.substring(0, i) + digit + right.substring(i + 1);
                boolean isRight = said.equals(right) || right.charAt(i) == '.';
                if (right.charAt(i) != '.') {
                    assertThat(check(fields("It is %s now.".formatted(said))).verdict())
                            .as(said)
                            .isEqualTo(isRight ? Verdict.ACCEPTED : Verdict.REVIEW);
                }
            }
        }
    }
}
