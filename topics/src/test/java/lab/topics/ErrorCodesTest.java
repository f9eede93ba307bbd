package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the list of the server itself, see the head of the file. */
class ErrorCodesTest {
    private static final Path CODES = Path.of("src/test/resources/iggy-0.8-errors.csv");

    private record Row(int code, String name, String kind) {}

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(CODES).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("code"))
                .map(line -> line.split(",", 3))
                .map(cells -> new Row(Integer.parseInt(cells[0]), cells[1], cells[2]))
                .toList();
    }

    @Test
    void a_batch_is_given_up_for_its_own_faults_alone() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(150);
        for (Row row : rows()) {
            assertThat(ErrorCodes.isBadBatch(row.code()))
                    .as(row.toString())
                    .isEqualTo(row.kind().equals("batch"));
            assertThat(ErrorCodes.isMissingPlace(row.code()))
                    .as(row.toString())
                    .isEqualTo(row.kind().equals("place"));
        }
    }

    @Test
    void a_code_that_no_server_had_yet_gives_nothing_up() {
        for (int code : new int[] {0, -1, 4042, 4099, 20_000, Integer.MAX_VALUE}) {
            assertThat(ErrorCodes.isBadBatch(code)).isFalse();
        }
    }
}
