package lab.analyst;

import static lab.analyst.Bench.market;
import static lab.analyst.Bench.minute;
import static lab.analyst.Bench.said;
import static lab.analyst.facts.SomeCandles.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lab.analyst.check.Verdict;
import lab.analyst.facts.Fact;
import lab.analyst.model.FakeOllama;
import lab.analyst.patterns.PatternSource;
import lab.analyst.store.Comment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a model's answers, good and bad, and of its absence. */
class CommentingIT {
    @TempDir private Path folder;
    private final FakeOllama ollama = FakeOllama.start();

    CommentingIT() throws Exception {}

    @AfterEach
    void close() {
        ollama.close();
    }

    @Test
    void a_good_answer_becomes_the_narrative() throws Exception {
        try (var bench = new Bench(folder, ollama.uri())) {
            bench.passed(market(20));
            Comment comment = bench.journal.newest("DOGE-USD").orElseThrow();
            assertThat(comment.time()).isEqualTo(minute(20));
            assertThat(comment.source()).isEqualTo("ollama");
            assertThat(comment.digest()).contains(FakeOllama.DIGEST);
            assertThat(comment.verdict()).isEqualTo(Verdict.ACCEPTED);
            assertThat(comment.sentiment()).isEqualTo("Bullish");
            assertThat(comment.narrative())
                    .isEqualTo(
                            "The model sees the price at %s."
                                    .formatted(comment.trend().current().toPlainString()));
            assertThat(comment.trend().current()).isLessThan(BigDecimal.ONE);
            assertThat(comment.candlesUpTo()).isEqualTo(minute(19));
        }
    }

    @Test
    void killing_the_model_changes_the_source_to_rules_and_nothing_else() throws Exception {
        List<Comment> without;
        try (var bench = new Bench(folder.resolve("without"), Bench.NOBODY)) {
            without = bench.passed(market(20)).comments(BTC);
        }
        try (var bench = new Bench(folder.resolve("with"), ollama.uri())) {
            bench.passed(market(10));
            ollama.close();
            bench.passed(market(20));
            List<Comment> with = bench.comments(BTC);
            assertThat(with)
                    .extracting(Comment::source)
                    .containsExactly("ollama", "ollama", "rules", "rules");
            assertThat(with.getLast().note().orElseThrow()).startsWith("Ollama at ");
            assertThat(with)
                    .extracting(Comment::facts)
                    .isEqualTo(without.stream().map(Comment::facts).toList());
            assertThat(with.getLast().narrative()).isEqualTo(without.getLast().narrative());
            assertThat(with.getLast().verdict()).isEqualTo(Verdict.ACCEPTED);
        }
    }

    @Test
    void a_model_that_comes_back_is_asked_again() throws Exception {
        ollama.close();
        try (var bench = new Bench(folder, ollama.uri())) {
            bench.passed(market(5));
            try (var again = FakeOllama.start(ollama.port())) {
                bench.clock.advance(Duration.ofSeconds(31));
                bench.passed(market(10));
                assertThat(again.asked()).hasSize(2);
            }
            assertThat(bench.comments(BTC))
                    .extracting(Comment::source)
                    .containsExactly("rules", "ollama");
        }
    }

    @Test
    void each_bad_answer_is_reviewed_and_unknown() throws Exception {
        Map<String, String> bad =
                Map.of(
                        "wrong number",
                        "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"99999 soon\",\"evidence\":[\"price\"]}",
                        "no such fact",
                        "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":[\"moon\"]}",
                        "no evidence",
                        "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"up\",\"evidence\":[]}",
                        "too long",
                        "{\"sentiment\":\"Bullish\",\"confidence\":1,\"narrative\":\"%s\",\"evidence\":[\"price\"]}"
                                .formatted("a".repeat(700)),
                        "prose",
                        "The market looks Bullish to me!",
                        "cut off",
                        "{\"sentiment\":\"Bullish\",\"confidence\":0.",
                        "nothing",
                        "");
        for (Map.Entry<String, String> entry : bad.entrySet()) {
            ollama.answers(FakeOllama.Manner.of(entry.getValue()));
            try (var bench = new Bench(folder.resolve(entry.getKey()), ollama.uri())) {
                Comment comment = bench.passed(market(5)).comments(BTC).getFirst();
                assertThat(comment.verdict()).as(entry.getKey()).isEqualTo(Verdict.REVIEW);
                assertThat(comment.sentiment()).isEqualTo("Unknown");
                assertThat(comment.confidence()).isEmpty();
                assertThat(comment.reasons()).isNotEmpty();
                assertThat(comment.source()).isEqualTo("ollama");
                assertThat(comment.narrative()).hasSizeLessThanOrEqualTo(600);
                assertThat(bench.journal.answer(comment.answer()).orElseThrow().raw())
                        .isEqualTo(entry.getValue());
            }
        }
    }

    @Test
    void a_replay_needs_no_model_and_says_the_same() throws Exception {
        List<String> first;
        try (var bench = new Bench(folder.resolve("first"), ollama.uri())) {
            for (int minutes = 5; minutes <= 30; minutes += 5) {
                bench.passed(market(minutes));
            }
            first = said(bench);
        }
        ollama.close();
        // Only the answers are kept: what was said of a moment has to be said anew
        Path journal = folder.resolve("first/commentary.jsonl");
        Files.createDirectories(folder.resolve("second"));
        Files.writeString(
                folder.resolve("second/commentary.jsonl"),
                Files.readAllLines(journal).stream()
                        .filter(line -> line.contains("\"row\":\"answer\""))
                        .collect(Collectors.joining("\n", "", "\n")));
        try (var bench = new Bench(folder.resolve("second"), ollama.uri())) {
            assertThat(said(bench.passed(market(30)))).hasSize(12).isEqualTo(first);
        }
    }

    @Test
    void a_masked_model_is_told_neither_pair_nor_date_nor_price() throws Exception {
        try (var bench = new Bench(folder, ollama.uri(), true, PatternSource.NONE)) {
            bench.passed(market(20));
            Comment comment = bench.journal.newest("BTC-USD").orElseThrow();
            assertThat(comment.masked()).isTrue();
            assertThat(comment.pair()).isEqualTo("BTC-USD");
            assertThat(comment.verdict()).isEqualTo(Verdict.ACCEPTED);
            String asked = ollama.asked().toString();
            assertThat(asked)
                    .doesNotContain("BTC", "DOGE", "USD", "2026", "T10:")
                    .doesNotContain(comment.trend().current().toPlainString());
            assertThat(comment.facts())
                    .extracting(Fact::id)
                    .contains("price", "change_15m", "volume_ratio")
                    .doesNotContain("volume_15m");
        }
    }

    @Test
    void a_request_asks_the_model_where_the_rules_had_answered() throws Exception {
        ollama.close();
        try (var bench = new Bench(folder, ollama.uri())) {
            bench.passed(market(13));
            assertThat(bench.cycles.onRequest(BTC).orElseThrow().source()).isEqualTo("rules");
            try (var again = FakeOllama.start(ollama.port())) {
                bench.clock.advance(Duration.ofSeconds(31));
                assertThat(bench.cycles.onRequest(BTC).orElseThrow().source()).isEqualTo("ollama");
                assertThat(bench.cycles.onRequest(BTC).orElseThrow().source()).isEqualTo("ollama");
                assertThat(again.asked()).hasSize(1);
            }
        }
    }

    @Test
    void two_runs_with_a_model_say_the_same() throws Exception {
        List<List<String>> runs = new ArrayList<>();
        for (String run : List.of("first", "second")) {
            try (var bench = new Bench(folder.resolve(run), ollama.uri())) {
                for (int minutes = 5; minutes <= 60; minutes += 5) {
                    bench.passed(market(minutes));
                }
                runs.add(said(bench));
            }
        }
        assertThat(runs.getFirst()).hasSize(24).allMatch(it -> it.contains("ollama ACCEPTED"));
        assertThat(runs.getLast()).isEqualTo(runs.getFirst());
    }
}
