package lab.analyst.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.analyst.TestClock;
import lab.analyst.check.Checker;
import lab.analyst.check.Verdict;
import lab.analyst.facts.Fact;
import lab.analyst.facts.ShownFacts;
import lab.analyst.facts.Unit;
import lab.domain.Pair;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OllamaCommentatorIT {
    private static final ShownFacts SHOWN =
            new ShownFacts(
                    Optional.of(new Pair("DOGE-USD")),
                    Optional.of(Instant.parse("2026-03-02T10:05:00Z")),
                    List.of(new Fact("price", "price now", "0.08712", Unit.PRICE)));
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final TestClock clock = new TestClock();
    private final FakeOllama server = FakeOllama.start();
    private OllamaCommentator commentator = commentator("llama3.1:8b", Duration.ofMinutes(2));

    OllamaCommentatorIT() throws Exception {}

    @AfterEach
    void close() {
        commentator.close();
        server.close();
    }

    private OllamaCommentator commentator(String model, Duration within) {
        return new OllamaCommentator(
                new OllamaSettings(server.uri(), model, within, 400, 4_096, RETRY_AFTER), clock);
    }

    private Reply ask() throws InterruptedException {
        return commentator.comment(Question.of(SHOWN));
    }

    private String silence() throws InterruptedException {
        return ((Reply.Silent) ask()).reason();
    }

    @Test
    void a_good_answer_comes_with_the_model_and_its_digest() throws Exception {
        var said = (Reply.Said) ask();
        assertThat(said.raw()).contains("0.08712");
        assertThat(said.model()).isEqualTo("llama3.1:8b");
        assertThat(said.digest()).contains(FakeOllama.DIGEST);
        assertThat(Checker.check(said.raw(), SHOWN).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(commentator.trouble()).isEmpty();
    }

    @Test
    void is_asked_by_a_strict_schema_without_chance_and_within_bounds() throws Exception {
        assertThat(ask()).isInstanceOf(Reply.Said.class);
        JsonNode asked = server.asked().getFirst();
        assertThat(asked.path("model").asText()).isEqualTo("llama3.1:8b");
        assertThat(asked.path("stream").asBoolean(true)).isFalse();
        assertThat(asked.path("options").path("temperature").asDouble(9)).isZero();
        assertThat(asked.path("options").path("seed").asInt()).isEqualTo(7);
        assertThat(asked.path("options").path("num_predict").asInt()).isEqualTo(400);
        assertThat(asked.path("options").path("num_ctx").asInt()).isEqualTo(4_096);
        JsonNode schema = asked.path("format");
        assertThat(schema.path("required").size()).isEqualTo(4);
        assertThat(schema.path("properties").path("sentiment").path("enum").toString())
                .isEqualTo("[\"Bullish\",\"Bearish\",\"Neutral\"]");
        assertThat(asked.path("messages").path(0).path("role").asText()).isEqualTo("system");
        assertThat(asked.path("messages").path(1).path("content").asText())
                .startsWith(PromptWriter.DATA);
    }

    @Test
    void a_server_that_is_not_there_is_silent_and_left_alone_for_a_while() throws Exception {
        server.close();
        assertThat(silence()).contains(server.uri().toString(), "nothing answers there");
        assertThat(commentator.isWorthAsking()).isFalse();
        try (var again = FakeOllama.start(server.port())) {
            assertThat(silence()).contains("nothing answers there");
            assertThat(again.asked()).isEmpty();
            clock.advance(RETRY_AFTER);
            assertThat(ask()).isInstanceOf(Reply.Said.class);
        }
    }

    @Test
    void a_server_that_hangs_is_given_up_in_time() throws Exception {
        commentator.close();
        for (FakeOllama.Manner manner :
                List.of(
                        FakeOllama.Manner.hanging(),
                        FakeOllama.Manner.hangingHalfway(),
                        FakeOllama.Manner.slow(60_000))) {
            server.answers(manner);
            commentator = commentator("llama3.1:8b", Duration.ofMillis(400));
            assertThat(silence()).contains("no answer within 400 ms");
            commentator.close();
        }
    }

    @Test
    void a_server_that_dies_in_the_middle_is_silent() throws Exception {
        server.answers((fake, exchange, question) -> fake.close());
        assertThat(silence()).startsWith("Ollama at ");
    }

    @Test
    void what_is_no_answer_of_ollama_is_silence() throws Exception {
        for (FakeOllama.Manner manner :
                List.of(
                        FakeOllama.Manner.breakingOff(),
                        FakeOllama.Manner.endless(),
                        FakeOllama.Manner.of(500, "{\"error\":\"out of memory\"}"),
                        FakeOllama.Manner.of(404, "{\"error\":\"model not found\"}"),
                        FakeOllama.Manner.of(200, ""),
                        FakeOllama.Manner.of(200, "<html>it works</html>"),
                        FakeOllama.Manner.of(200, "[]"),
                        FakeOllama.Manner.of(200, "{}"),
                        FakeOllama.Manner.of(200, "{\"message\":null}"))) {
            server.answers(manner);
            clock.advance(RETRY_AFTER);
            assertThat(silence()).startsWith("Ollama at ");
            assertThat(commentator.trouble()).isPresent();
        }
        server.answers(FakeOllama.Manner.slow(1));
        clock.advance(RETRY_AFTER);
        assertThat(ask()).isInstanceOf(Reply.Said.class);
    }

    @Test
    void its_own_error_is_told_whatever_the_status() throws Exception {
        String said = "llama runner process has terminated";
        for (FakeOllama.Manner manner :
                List.of(
                        FakeOllama.Manner.of(200, "{\"error\":\"%s\"}".formatted(said)),
                        FakeOllama.Manner.of(200, "{\"error\":\"%s\"}\n".formatted(said)),
                        FakeOllama.Manner.of(
                                200, "{\"error\":{\"message\":\"%s\"}}".formatted(said)),
                        FakeOllama.Manner.of(
                                200,
                                "{\"message\":{\"content\":\"{\"},\"done\":false}\n{\"error\":\"%s\"}\n"
                                        .formatted(said)),
                        FakeOllama.Manner.of(
                                200,
                                "{\"error\":\"%s\",".formatted(said)
                                        + FakeOllama.chat("{}").substring(1)),
                        FakeOllama.Manner.of(500, "{\"error\":\"%s\"}".formatted(said)),
                        FakeOllama.Manner.of(400, "{\"error\":\"%s\"}".formatted(said)),
                        FakeOllama.Manner.of(503, said))) {
            server.answers(manner);
            clock.advance(RETRY_AFTER);
            assertThat(silence()).endsWith(said);
            assertThat(commentator.trouble().orElseThrow()).contains(said);
        }
        server.lists("{\"error\":\"unauthorized\"}");
        clock.advance(RETRY_AFTER);
        assertThat(silence()).endsWith("unauthorized");
    }

    @Test
    void a_long_error_is_one_line_and_shortened() throws Exception {
        server.answers(
                FakeOllama.Manner.of(200, Json.write(Map.of("error", "a\nb\u0007 ".repeat(200)))));
        assertThat(silence()).contains("a b a b").hasSizeLessThan(260);
    }

    @Test
    void the_address_is_shown_without_its_password() {
        var settings =
                new OllamaSettings(
                        URI.create("http://me:secret@127.0.0.1:11434"),
                        "m",
                        RETRY_AFTER,
                        400,
                        4_096,
                        RETRY_AFTER);
        assertThat(settings.shownUrl()).hasToString("http://127.0.0.1:11434");
    }

    @Test
    void words_that_are_no_commentary_are_said_and_to_be_reviewed() throws Exception {
        for (String words :
                List.of("", "I cannot help with that.", "{\"sentiment\":\"Bullish\"}", "null")) {
            server.answers(FakeOllama.Manner.of(words));
            var said = (Reply.Said) ask();
            assertThat(said.raw()).isEqualTo(words);
            assertThat(Checker.check(said.raw(), SHOWN).verdict()).isEqualTo(Verdict.REVIEW);
        }
    }

    @Test
    void a_model_that_is_not_there_is_told_with_what_to_do() throws Exception {
        server.lists("{\"models\":[]}");
        assertThat(silence()).contains("ollama pull llama3.1:8b");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_list_of_models_that_is_none_is_silence() throws Exception {
        for (String list : List.of("", "{}", "[]", "nonsense", "{\"models\":[{}]}")) {
            server.lists(list);
            clock.advance(RETRY_AFTER);
            assertThat(silence()).startsWith("Ollama at ");
        }
    }

    @Test
    void a_name_without_a_tag_is_the_latest() throws Exception {
        commentator.close();
        server.lists(
                Json.write(
                        Map.of(
                                "models",
                                List.of(Map.of("name", "mistral:latest", "digest", "d")))));
        commentator = commentator("mistral", Duration.ofMinutes(2));
        assertThat(((Reply.Said) ask()).digest()).contains("d");
    }

    @Test
    void looking_finds_out_whether_it_is_there_and_asks_nothing() throws Exception {
        assertThat(commentator.trouble()).isPresent();
        commentator.look();
        assertThat(commentator.trouble()).isEmpty();
        assertThat(server.asked()).isEmpty();
    }
}
