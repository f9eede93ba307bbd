package lab.iggy.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import lab.iggy.embedded.conformance.Transcript.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A suite that overlooks something is worse than none. */
class TranscriptTest {
    private static final String EXPECTED =
            "00000000 <length> <stream:4> 0102 <token:u8> <caches:u32*2>";
    private static final String GOOD = "00000000 11000000 2a000000 0102 03616263 02000000 0a0b0c0d";

    @Test
    void bytes_are_compared_and_masks_are_remembered() {
        Map<String, byte[]> remembered = compare(EXPECTED, GOOD);

        assertThat(remembered.get("stream")).containsExactly(0x2a, 0, 0, 0);
        assertThat(remembered.get("token")).containsExactly(3, 'a', 'b', 'c');
        assertThat(compare("00 <tokens:*>", "00 01 02").get("tokens")).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "another status, 01000000 11000000 2a000000 0102 03616263 02000000 0a0b0c0d, byte 0",
        "another byte, 00000000 11000000 2a000000 0103 03616263 02000000 0a0b0c0d, byte 12",
        "a text that is cut, 00000000 11000000 2a000000 0102 0361, byte 14",
        "a list that is cut, 00000000 11000000 2a000000 0102 03616263 03000000 0a0b0c0d, byte 18",
        "a huge list, 00000000 11000000 2a000000 0102 03616263 ffffffff 0a0b0c0d, byte 18",
        "a number that is cut, 00000000 11000000 2a00, byte 8",
        "a byte more, 00000000 11000000 2a000000 0102 03616263 02000000 0a0b0c0d 0e, byte 26"
    })
    void what_differs_is_told(String what, String answer, String where) {
        assertThatThrownBy(() -> compare(EXPECTED, answer))
                .as(what)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(where + ":");
    }

    @Test
    void a_mask_has_to_be_declared() {
        assertThatThrownBy(() -> Piece.of("<status:4>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mask status: is not declared");
    }

    @Test
    void a_file_is_read() {
        List<Step> steps =
                Transcript.steps(
                        List.of(
                                "# what it is about",
                                "on a root",
                                "",
                                "> 01 02 # first",
                                "  00*3  # second",
                                "< anything",
                                "< 00 <token:u8>",
                                "end",
                                "< closed"));

        assertThat(steps)
                .extracting(Step::line, step -> step.getClass().getSimpleName())
                .map(tuple -> tuple.toList().toString())
                .containsExactly(
                        "[2, On]",
                        "[4, Ask]",
                        "[6, Anything]",
                        "[7, Answer]",
                        "[8, End]",
                        "[9, Closed]");
        assertThat(steps.get(1))
                .isInstanceOfSatisfying(
                        Step.Ask.class, ask -> assertThat(ask.request()).hasSize(3));
        assertThatThrownBy(() -> Transcript.steps(List.of("? 00")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 1: ? 00");
    }

    private static Map<String, byte[]> compare(String expected, String answer) {
        var remembered = new HashMap<String, byte[]>();
        var bytes = HexFormat.of().parseHex(answer.replace(" ", ""));
        new Answer(bytes).mustBe(Piece.of(expected), remembered);
        return remembered;
    }
}
