package lab.launcher.course;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;

/** What the lab's services have said, right and with one fault each. */
class ServedCheckTest {
    private static final String NUMBERS =
            """
            # HELP lab_poller_trades_total Trades published
            # TYPE lab_poller_trades_total counter
            lab_poller_trades_total{feed="simulator"} 6412.0
            lab_pipeline_job_running{job_name="hot"} 1.0
            lab_pipeline_job_running{job_name="warm"} 1.0
            lab_pipeline_job_running{job_name="cold"} 1.0
            lab_pipeline_job_lag_messages{job_name="cold"} 0.0
            lab_pipeline_job_lag_messages{job_name="hot"} 12.0
            lab_pipeline_tier_rows{tier="cold"} 10220.0
            lab_pipeline_dead_letters_messages 0.0
            """;

    private static final String COMMENT =
            """
            {"AVAX-USD": {"pair": "AVAX-USD", "time": "2025-01-01T02:00:00Z",
              "candles_up_to": "2025-01-01T02:00:00Z", "sentiment": "Bullish",
              "verdict": "ACCEPTED", "evidence": ["price"],
              "facts": [{"id": "price", "value": "36.1"}, {"id": "change_pct", "value": "0.4"}]}}
            """;

    @Test
    void numbers_of_a_lab_that_works_hold() {
        assertThat(broken(NumbersCheck.of(NUMBERS))).isEmpty();
    }

    @Test
    void each_number_that_is_wrong_or_not_there_is_told() {
        List<String> lines = NUMBERS.lines().filter(line -> !line.startsWith("#")).toList();
        for (String line : lines) {
            if (line.contains("lag_messages{job_name=\"hot\"")) {
                continue; // the cold job's is looked at
            }
            String without = NUMBERS.replace(line + "\n", "");
            assertThat(broken(NumbersCheck.of(without))).as("without " + line).hasSize(1);
            String wrong =
                    line.endsWith(" 0.0")
                            ? line.replace(" 0.0", " 3.0")
                            : line.replaceFirst(" [\\d.]+$", " 0.0");
            assertThat(broken(NumbersCheck.of(NUMBERS.replace(line, wrong)))).as(wrong).hasSize(1);
        }
        assertThat(broken(NumbersCheck.of(NUMBERS.replace("6412.0", "NaN")))).hasSize(1);
    }

    @Test
    void matches_that_were_known_and_are_alike_hold() throws Exception {
        assertThat(broken(signals("2025-01-01T01:00:00Z", 1, "[1.0, 0.5]"))).isEmpty();
    }

    @Test
    void a_match_whose_outcome_was_not_known_yet_fails() throws Exception {
        assertThat(broken(signals("2025-01-01T03:00:01Z", 1, "[1.0, 0.5]")))
                .containsExactly("what came of each was known by then");
    }

    @Test
    void a_match_that_is_less_alike_than_it_says_fails() throws Exception {
        assertThat(broken(signals("2025-01-01T01:00:00Z", 1.0001, "[1.0, 0.5]")))
                .containsExactly("each is as like as it says, by its own prices");
    }

    @Test
    void matches_in_another_order_fail_and_so_does_none_at_all() throws Exception {
        assertThat(broken(signals("2025-01-01T01:00:00Z", 1, "[0.5, 1.0]")))
                .containsExactly("the most similar comes first");
        assertThat(broken(SignalsCheck.of(Json.mapper().readTree("{}"))))
                .containsExactly("there are past hours like the newest one");
    }

    @Test
    void commentary_that_is_founded_holds_and_each_fault_of_it_is_told() throws Exception {
        assertThat(commentary("", "")).isEmpty();
        assertThat(commentary("\"Bullish\"", "\"Buy!\""))
                .containsExactly("its word is one of four");
        assertThat(commentary("\"ACCEPTED\"", "\"REVIEW\""))
                .containsExactly("what is not accepted is Unknown");
        assertThat(commentary("[\"price\"]", "[\"rumour\"]"))
                .containsExactly("its evidence is among the facts");
        assertThat(commentary("up_to\": \"2025-01-01T02:00:00Z", "up_to\": \"2025-01-01T02:01:00Z"))
                .containsExactly("no candle is newer than its moment");
        assertThat(broken(CommentaryCheck.of(Json.mapper().readTree("{}"))))
                .containsExactly("there is commentary");
    }

    private static List<String> commentary(String right, String wrong)
            throws JsonProcessingException {
        String text = right.isEmpty() ? COMMENT : COMMENT.replace(right, wrong);
        return broken(CommentaryCheck.of(Json.mapper().readTree(text)));
    }

    /**
     * Two matches that end at a time, the second with prices that are the query's, twice as high.
     */
    private static List<Proof> signals(String end, double correlation, String similarities)
            throws JsonProcessingException {
        String[] similar = similarities.replaceAll("[\\[\\] ]", "").split(",", -1);
        String matches =
                IntStream.range(0, 2)
                        .mapToObj(i ->
                                """
                                {"window_start": "2025-01-01T00:00:00Z", "window_end": "%s",
                                 "similarity": %s, "correlation": %s, "closes": [%s]}\
                                """
                                        .formatted(end, similar[i], correlation, closes(i + 1)))
                        .collect(Collectors.joining(", "));
        return SignalsCheck.of(
                Json.mapper()
                        .readTree(
                                """
                                {"AVAX-USD": {"pair": "AVAX-USD", "as_of": "2025-01-01T04:00:00Z",
                                  "query": {"closes": [%s]}, "matches": [%s]}}\
                                """
                                        .formatted(closes(1), matches)));
    }

    private static String closes(int times) {
        return IntStream.range(0, 60)
                .mapToObj(minute -> Double.toString(times * (36 + Math.sin(minute / 9.0))))
                .collect(Collectors.joining(", "));
    }

    private static List<String> broken(List<Proof> proofs) {
        return proofs.stream()
                .filter(proof -> proof.broken().isPresent())
                .map(Proof::says)
                .toList();
    }
}
