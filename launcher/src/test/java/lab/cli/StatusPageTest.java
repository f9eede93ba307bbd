package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
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

    @Test
    void who_comments_is_told_and_why_it_is_not_the_model() throws Exception {
        assertThat(page("{\"healthy\": true}"))
                .contains("commentary    nobody comments: the analyst does not answer");
        assertThat(
                        page(
                                """
                                {"commentary": {"source": "ollama", "model": "llama3.1:8b", "cycles": 12}}
                                """))
                .contains("commentary    by llama3.1:8b; 12 comments");
        assertThat(
                        page(
                                """
                                {"commentary": {"source": "rules", "model": "llama3.1:8b", "cycles": 12,
                                  "reason": "Ollama at http://127.0.0.1:11434: nothing answers there"}}
                                """))
                .contains(
                        "commentary    by fixed rules; Ollama at http://127.0.0.1:11434: nothing answers there; 12 comments");
    }

    private static List<String> page(String status) throws Exception {
        var text = new StringWriter();
        new StatusPage(Json.mapper().readTree(status)).print(new PrintWriter(text, true));
        return text.toString().lines().toList();
    }
}
