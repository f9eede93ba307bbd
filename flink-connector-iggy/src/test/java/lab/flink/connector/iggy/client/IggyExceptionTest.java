package lab.flink.connector.iggy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.iggy.exception.IggyServerException;
import org.junit.jupiter.api.Test;

/** Against the list of the server itself, see the head of the file. */
class IggyExceptionTest {

    private static final Path CODES = Path.of("src/test/resources/iggy-0.8-errors.csv");

    /** They also come of a connection that is out of step: a new one may cure them. */
    private static final Set<Integer> OUT_OF_STEP = Set.of(3, 4);

    private static boolean isFatal(int code) {
        return IggyException.of("send", IggyServerException.fromTcpResponse(code, new byte[0]))
                .fatal();
    }

    @Test
    void only_what_no_waiting_cures_is_fatal() throws IOException {
        List<String> lines = Files.readAllLines(CODES);
        assertThat(lines).hasSizeGreaterThan(150);
        for (String line : lines) {
            if (!line.startsWith("#") && !line.startsWith("code")) {
                String[] cells = line.split(",", 3);
                int code = Integer.parseInt(cells[0]);
                boolean lasts = cells[2].equals("batch") || cells[2].equals("login");
                assertThat(isFatal(code)).as(line).isEqualTo(lasts && !OUT_OF_STEP.contains(code));
            }
        }
    }

    @Test
    void a_code_that_no_server_had_yet_is_tried_again() {
        assertThat(isFatal(4042)).isFalse();
        assertThat(isFatal(20_000)).isFalse();
    }

    @Test
    void the_list_is_the_one_that_the_topics_are_checked_by() throws IOException {
        Path other = Path.of("../topics").resolve(CODES);
        if (Files.exists(other)) {
            assertThat(CODES).hasSameTextualContentAs(other);
        }
    }
}
