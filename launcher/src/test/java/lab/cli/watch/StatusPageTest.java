package lab.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import lab.servicekit.http.Json;
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
    void a_refused_job_says_why_and_what_to_do() throws Exception {
        assertThat(
                        page(
                                """
                                {"healthy": false, "jobs": [{
                                  "name": "warm", "state": "REFUSED", "lag_messages": 3,
                                  "reason": "job warm: it does not fit; run ./lab reset --only derived"}]}
                                """))
                .containsSequence(
                        "warm     REFUSED             3  none yet",
                        "         job warm: it does not fit; run ./lab reset --only derived");
    }

    @Test
    void what_was_found_in_the_data_is_told_once_they_were_looked_through() throws Exception {
        assertThat(page("{\"healthy\": true}")).noneMatch(line -> line.startsWith("quality"));
        assertThat(
                        page(
                                """
                                {"quality": {"checked_at": "2026-03-01T12:00:00Z", "from": "2026-02-28T12:00:00Z",
                                  "errors": 2, "warnings": 1, "findings": {"late": 1, "trade-gap": 2},
                                  "trouble": "a tier is away"}}
                                """))
                .containsSequence(
                        "quality       2 errors, 1 warnings: 1 late, 2 trade-gap; since 2026-02-28T12:00:00Z, looked through at 2026-03-01T12:00:00Z",
                        "quality       not looked through: a tier is away");
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
                        "commentary    by fixed rules; Ollama at http://127.0.0.1:11434: nothing"
                                + " answers there; 12 comments");
    }

    @Test
    void the_terms_in_force_and_the_next_are_told_and_what_was_ignored() throws Exception {
        assertThat(
                        page(
                                """
                                {"trades": {"repeats": 12, "conflicting": 1},
                                 "clearing": {"requests": 9, "repeats": 2, "expired": 4,
                                  "funded": 1, "filled": 6, "rejected": {"NO_QUOTE": 2},
                                  "terms": {"fee_rate": 0.001, "slippage": 0.0005,
                                   "quote_wait_ms": 30000,
                                   "next": {"fee_rate": 0.0006, "venue_fees": {"binance": 0.001}, "slippage": 0.0002,
                                    "quote_wait_ms": 20000, "from": "2026-12-24T12:00:00Z"}}}}
                                """))
                .contains(
                        "trades        12 repeats, 1 with the id of another and other content,"
                                + " which count nowhere")
                .containsSequence(
                        "clearing      9 requests, 2 repeats and 4 expired ignored; 1 funded, 6"
                                + " filled, 2 rejected",
                        "           2  NO_QUOTE",
                        "terms         fee 0.001, slippage 0.0005, quotes are waited for 30000 ms,"
                                + " from the beginning",
                        "next terms    fee 0.0006, binance 0.001, slippage 0.0002, quotes are waited for 20000 ms,"
                                + " for requests from 2026-12-24T12:00:00Z on");
    }

    @Test
    void each_service_has_a_line_wherever_it_runs() throws Exception {
        assertThat(
                        page(
                                """
                                {"services": [
                                  {"service": "lancer", "address": "http://localhost:8003",
                                   "runs": "not running"},
                                  {"service": "analyst", "address": "http://localhost:8005",
                                   "runs": "apart", "pid": 7, "healthy": false,
                                   "reason": "bus: broker at 127.0.0.1:8090: it must answer"},
                                  {"service": "consensus", "address": "http://localhost:8007",
                                   "runs": "in the lab", "pid": 6, "healthy": true}]}
                                """))
                .containsSequence(
                        "service    runs         health",
                        "lancer     not running  nobody answers at http://localhost:8003",
                        "analyst    apart        NOT HEALTHY; bus: broker at 127.0.0.1:8090: it"
                                + " must answer",
                        "consensus  in the lab   ok");
    }

    @Test
    void the_kill_switch_is_told_with_since_when_and_why() throws Exception {
        assertThat(
                        page(
                                """
                                {"killswitch": {"engaged": true, "since": "2026-11-21T10:00:00Z",
                                  "reason": "odd fills"}}
                                """))
                .contains(
                        "kill switch engaged since 2026-11-21T10:00:00Z (odd fills): no order"
                                + " leaves the desk; ./lab resume releases it");
        assertThat(page("{\"killswitch\": {\"engaged\": false}}"))
                .contains("kill switch released: the strategies may trade");
        assertThat(page("{\"killswitch\": {\"problem\": \"it cannot be read\"}}"))
                .contains("kill switch unknown: it cannot be read");
    }

    private static List<String> page(String status) throws Exception {
        var text = new StringWriter();
        new StatusPage(Json.mapper().readTree(status)).print(new PrintWriter(text, true));
        return text.toString().lines().toList();
    }
}
