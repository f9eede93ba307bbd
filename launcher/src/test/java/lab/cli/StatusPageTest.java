package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import lab.servicekit.Json;
import org.junit.jupiter.api.Test;

class StatusPageTest {

    @Test
    void a_job_is_told_with_what_is_to_know_of_its_start() throws Exception {
        var text = new StringWriter();
        var status =
                """
                {"healthy": true, "jobs": [{
                  "name": "warm", "state": "RUNNING", "lag_messages": 3,
                  "last_checkpoint": "2026-03-01T12:00:00Z",
                  "notes": ["restored from chk-12, chk-13 could not be read"]}]}
                """;
        new StatusPage(Json.mapper().readTree(status)).print(new PrintWriter(text, true));
        assertThat(text.toString().lines())
                .containsSequence(
                        "warm     RUNNING             3  2026-03-01T12:00:00Z",
                        "         restored from chk-12, chk-13 could not be read");
    }
}
