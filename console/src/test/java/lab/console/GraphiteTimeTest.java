package lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphiteTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-21T10:00:00Z",
        "1795255200, 2026-11-21T10:00:00Z",
        "1795255200.25, 2026-11-21T10:00:00.25Z",
        "0, 1970-01-01T00:00:00Z",
        "-30s, 2026-11-21T09:59:30Z",
        "-15min, 2026-11-21T09:45:00Z",
        "-24h, 2026-11-20T10:00:00Z",
        "now-2d, 2026-11-19T10:00:00Z",
        "-1w, 2026-11-14T10:00:00Z",
        "-1mon, 2026-10-22T10:00:00Z",
        "-1y, 2025-11-21T10:00:00Z"
    })
    void times_are_read_as_graphites_clients_write_them(String text, Instant time) {
        assertThat(GraphiteTime.parse(text, NOW)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "-24",
                "24h",
                "-1fortnight",
                "1e9",
                "-5",
                "17952552000000",
                "-999999999y",
                "1795255200.",
                "2026-11-21T10:00:00Z"
            })
    void anything_else_is_no_time(String text) {
        assertThat(GraphiteTime.parse(text, NOW)).isEmpty();
    }

    @Test
    void seconds_keep_the_places_that_a_time_has() {
        assertThat(GraphiteTime.seconds(Instant.parse("2026-11-21T10:00:00.000001Z")))
                .hasToString("1795255200.000001");
        assertThat(GraphiteTime.seconds(NOW).toPlainString()).isEqualTo("1795255200");
    }
}
