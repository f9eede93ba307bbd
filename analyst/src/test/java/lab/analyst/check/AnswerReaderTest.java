package lab.analyst.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers with words around them, as models give them. {@code ANSWER} stands for a good one. */
class AnswerReaderTest {
    private static final String ANSWER =
            "{\"sentiment\":\"Bullish\",\"confidence\":0.6,\"narrative\":\"It rises.\",\"evidence\":[\"price\"]}";
    private static final String OTHER =
            "{\"sentiment\":\"Bearish\",\"confidence\":0.6,\"narrative\":\"It falls.\",\"evidence\":[\"price\"]}";

    private static String filled(String template) {
        return template.replace("ANSWER", ANSWER).replace("OTHER", OTHER);
    }

    private static Checked check(String template) {
        return Checker.check(filled(template), CheckerTest.SHOWN);
    }

    /** What a parser refuses by its own bounds has no place in the text. */
    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void an_answer_that_is_nested_too_deeply_is_none(String begin) {
        String deep = ANSWER.replace("[\"price\"]", begin.repeat(5_000));
        assertThat(Checker.check(deep, CheckerTest.SHOWN).reasons())
                .containsExactly("answer: must be one JSON object, is too deep or too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ANSWER",
                "  \n\tANSWER\n",
                "\uFEFFANSWER",
                "```json\nANSWER\n```",
                "```JSON\r\nANSWER\r\n```",
                "```\nANSWER\n```",
                "~~~json\nANSWER\n~~~",
                "```json\nANSWER",
                "````markdown\n```json\nANSWER\n```\n````",
                "Here is the answer:\n```json\nANSWER\n```\nI hope this helps!",
                "Sure! ANSWER",
                "ANSWER and more",
                "ANSWER{}",
                "[ANSWER]",
                "<think>The price rises, so it is bullish.</think>ANSWER",
                "<think>\nA draft: OTHER no, wait.\n</think>\n\n```json\nANSWER\n```",
                "<THINK>OTHER</THINK>ANSWER",
                "<thinking>OTHER</thinking>ANSWER",
                "{ANSWER}",
                "<think>{ is a brace</think>ANSWER",
                "<think>{\"sentiment\": cut</think>ANSWER",
                "the template opened the thought: OTHER </think> ANSWER",
                "<think>one <think>two</think> OTHER </think>ANSWER",
                "<think></think>ANSWER",
                "[THINK]OTHER[/THINK]ANSWER",
                "<|channel|>analysis<|message|>OTHER<|end|><|start|>assistant<|channel|>final<|message|>ANSWER",
                "Thinking...\nThe set {price, trend} says up.\n...done thinking.\n\nANSWER",
                "Thinking: a smile :-{ and a half } ANSWER",
                "The facts {\"price\": 1} lead to ANSWER",
                "ANSWER\n\nANSWER",
                "First ANSWER. To repeat: ```json\nANSWER\n```",
                "The schema is {\"sentiment\": \"...\", \"confidence\": 0}. ANSWER",
            })
    void an_answer_is_read_whatever_stands_around_it(String template) {
        Checked checked = check(template);
        assertThat(checked.reasons()).isEmpty();
        assertThat(checked.sentiment()).contains(Sentiment.BULLISH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ANSWER OTHER",
                "ANSWER\n```json\nOTHER\n```",
                "OTHER Wait, no: ANSWER",
                "Thinking: OTHER Wait, no: ANSWER",
                "ANSWER {\"sentiment\":\"Bearish\"}",
                "{\"sentiment\":\"Bearish\", oops} ANSWER",
                "ANSWER {\"sentiment\":\"bearish\"}",
                "ANSWER {\"Sentiment\": \"BEARISH\"}",
                "ANSWER {'sentiment':'Bearish'}",
                "ANSWER {sentiment: Bearish}",
            })
    void several_answers_are_none(String template) {
        Checked checked = check(template);
        assertThat(checked.answer()).isEmpty();
        assertThat(checked.reasons())
                .containsExactly(
                        "answer: must be one, had others beside it that say something else");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>ANSWER",
                "<think>It rises.",
                "<think>It rises.</think>",
                "<think>ANSWER</think>",
                "{\"answer\":ANSWER}",
                "```json\n```",
            })
    void what_has_no_answer_outside_its_thoughts_is_none(String template) {
        Checked checked = check(template);
        assertThat(checked.answer()).isEmpty();
        assertThat(checked.reasons()).isNotEmpty();
    }

    @Test
    void what_is_wrong_with_it_is_told() {
        assertThat(reasons("{\"sentiment\":\"Bullish\",\"confidence\":0.6,\"narr"))
                .containsExactly("answer: must be one JSON object, is cut off");
        assertThat(reasons("```json\n" + ANSWER.substring(0, ANSWER.length() - 1) + "\n```"))
                .singleElement()
                .asString()
                .startsWith("answer: must be one JSON object, is no JSON from character");
        assertThat(reasons(ANSWER.replace("]}", "],}")))
                .singleElement()
                .asString()
                .startsWith("answer: must be one JSON object, is no JSON from character");
        assertThat(reasons(ANSWER.replace("{", "{\"sentiment\":\"Bearish\",")))
                .containsExactly("answer: must be one JSON object, has a field twice");
        assertThat(reasons("<think>It rises, and"))
                .containsExactly(
                        "answer: must be one JSON object, ended in the middle of a thought");
        assertThat(reasons("I cannot help with that."))
                .containsExactly("answer: must be one JSON object");
        assertThat(reasons("{".repeat(10_000))).hasSize(1);
    }

    private static List<String> reasons(String raw) {
        return Checker.check(raw, CheckerTest.SHOWN).reasons();
    }

    @Test
    void the_strings_in_it_may_hold_anything() {
        String narrative = "A brace } or {, a fence ``` and a \\\"quote\\\" change nothing.";
        String answer = ANSWER.replace("It rises.", narrative);
        Checked checked = Checker.check("```json\n" + answer + "\n```", CheckerTest.SHOWN);
        assertThat(checked.answer()).map(Answer::narrative).contains(narrative.replace("\\", ""));
    }

    @Test
    void what_is_in_it_is_checked_all_the_same() {
        String wrong = ANSWER.replace("It rises.", "It rose twentyfive percent.");
        Checked checked =
                Checker.check(
                        "<think>hm</think>```json\n%s\n```".formatted(wrong), CheckerTest.SHOWN);
        assertThat(checked.verdict()).isEqualTo(Verdict.REVIEW);
        assertThat(checked.answer()).isPresent();
    }

    @Test
    void an_answer_that_was_cut_anywhere_is_none() {
        for (int length = 0; length < ANSWER.length(); length++) {
            Checked checked =
                    Checker.check("```json\n" + ANSWER.substring(0, length), CheckerTest.SHOWN);
            assertThat(checked.answer()).as("%d", length).isEmpty();
        }
    }
}
