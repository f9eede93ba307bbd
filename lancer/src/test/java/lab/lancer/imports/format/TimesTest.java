package lab.lancer.imports.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against {@code src/test/oracle/imports.py}. */
class TimesTest {
    static List<String> lines() throws Exception {
        try (InputStream in = TimesTest.class.getResourceAsStream("/imports/times.tsv")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_time_means_what_a_program_of_another_language_says(String line) {
        String text = line.substring(0, line.indexOf('\t'));
        String meant = line.substring(line.indexOf('\t') + 1);
        if (meant.isEmpty()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Times.parse(text))
                    .withMessageStartingWith("time: ");
        } else {
            assertThat(Times.parse(text)).isEqualTo(Instant.parse(meant));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1735689600.5,          2025-01-01T00:00:00.500Z",
        "1735689600500,         2025-01-01T00:00:00.500Z",
        "1735689600500001,      2025-01-01T00:00:00.500001Z",
        "1735689600500001002,   2025-01-01T00:00:00.500001002Z",
        "1735689600.123456789,  2025-01-01T00:00:00.123456789Z",
        "1735689600.1234567891, 2025-01-01T00:00:00.123456789Z",
        "2025-01-01 00:00:59.999, 2025-01-01T00:00:59.999Z"
    })
    void what_lies_within_a_minute_is_not_lost(String text, Instant meant) {
        assertThat(Times.parse(text)).isEqualTo(meant);
    }
}
