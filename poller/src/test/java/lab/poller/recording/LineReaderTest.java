package lab.poller.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void lines_of_every_length_come_back_as_they_were() throws Exception {
        var random = new SplittableRandom(3);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            lines.add(String.valueOf((char) ('a' + i % 26)).repeat(1 << random.nextInt(18)));
            lines.add("");
        }
        assertThat(read(String.join("\n", lines) + "\n", 1 << 20)).isEqualTo(lines);
    }

    @Test
    void the_last_line_needs_no_end_and_a_carriage_return_is_part_of_one() throws Exception {
        assertThat(read("a\r\nb\n\nc", 100)).containsExactly("a", "b", "", "c");
        assertThat(read("", 100)).isEmpty();
    }

    @Test
    void of_a_line_beyond_the_bound_the_beginning_is_kept() throws Exception {
        String text = "first\n" + "x".repeat(500_000) + "\nlast\n" + "y".repeat(300_000);
        assertThat(read(text, 1_000))
                .containsExactly("first", "x".repeat(1_000) + "…", "last", "y".repeat(1_000) + "…");
        assertThat(read("x".repeat(1_001) + "\nb", 1_000))
                .containsExactly("x".repeat(1_000) + "…", "b");
    }

    private static List<String> read(String text, int lineBytesMax) throws IOException {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        try (var reader = new LineReader(in, lineBytesMax)) {
            while (reader.next()) {
                String line =
                        new String(
                                reader.bytes(),
                                reader.lineStart(),
                                reader.lineLength(),
                                StandardCharsets.UTF_8);
                lines.add(reader.isTooLong() ? line + "…" : line);
            }
        }
        return lines;
    }
}
