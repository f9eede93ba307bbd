package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lab.launcher.operation.Repository;
import org.junit.jupiter.api.Test;

/** A change of one sentence shows as one, where lines are short. */
class ProseWidthTest {
    private static final int CHARACTERS_MAX = 120;

    @Test
    void no_line_of_prose_is_longer_than_can_be_read() throws IOException {
        List<String> long_ = new ArrayList<>();
        int documents = 0;
        for (Path file : Repository.sources(".md")) {
            documents++;
            boolean isCode = false;
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                isCode ^= line.strip().startsWith("```");
                if (!isCode && isProse(line) && length(line) > CHARACTERS_MAX) {
                    long_.add("%s:%d".formatted(Repository.ROOT.relativize(file), number));
                }
            }
        }
        assertThat(documents).isGreaterThan(50);
        assertThat(long_).isEmpty();
    }

    /** Tables, headings and what is shown as it is typed have the width that they need. */
    private static boolean isProse(String line) {
        return !line.startsWith("|") && !line.startsWith("    ") && !line.startsWith("#");
    }

    private static int length(String line) {
        return line.codePointCount(0, line.length());
    }
}
