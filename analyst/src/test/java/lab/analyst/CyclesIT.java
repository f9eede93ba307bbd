package lab.analyst;

import static lab.analyst.facts.SomeCandles.BTC;
import static lab.analyst.facts.SomeCandles.START;
import static lab.analyst.facts.SomeCandles.wandering;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lab.analyst.check.Verdict;
import lab.analyst.facts.Fact;
import lab.analyst.facts.MarketFacts;
import lab.analyst.facts.SomeCandles;
import lab.analyst.model.FakeOllama;
import lab.analyst.patterns.PatternSource;
import lab.analyst.store.Comment;
import lab.domain.Candle;
import lab.domain.Pair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CyclesIT {
    private static final Pair DOGE = new Pair("DOGE-USD");

    @TempDir private Path folder;
    private final FakeOllama ollama = FakeOllama.start();

    CyclesIT() throws Exception {}

    @AfterEach
    void close() {
        ollama.close();
    }

    private static List<Candle> market(int minutes) {
        List<Candle> market = new ArrayList<>(wandering(BTC, START, minutes, "62312.45"));
        market.addAll(wandering(DOGE, START, minutes, "0.08712"));
        return market;
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    /** What is said, without how long it took. */
    private static List<String> said(Bench bench) {
        return List.of(BTC, DOGE).stream()
                .flatMap(pair -> bench.comments(pair).stream())
                .map(CyclesIT::said)
                .toList();
    }

    private static String said(Comment comment) {
        return "%s %s %s %s %s %s %s %s %s"
                .formatted(
                        comment.pair(),
                        comment.time(),
                        comment.source(),
                        comment.verdict(),
                        comment.sentiment(),
                        comment.evidence(),
                        comment.narrative(),
                        comment.facts(),
                        comment.answer());
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
    void every_moment_that_the_candles_have_passed_is_commented_on_in_order() throws Exception {
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            bench.passed(market(33));
            assertThat(bench.comments(BTC))
                    .extracting(Comment::time)
                    .containsExactly(
                            minute(5), minute(10), minute(15), minute(20), minute(25), minute(30));
            assertThat(bench.comments(DOGE)).hasSize(6);
            assertThat(bench.cycles.settledUpTo(BTC)).contains(minute(30));
            bench.passed(wandering(BTC, START, 35, "62312.45"));
            assertThat(bench.comments(BTC)).hasSize(7);
            assertThat(bench.comments(DOGE)).hasSize(6);
        }
    }

    @Test
    void two_runs_say_the_same_whatever_comes_together() throws Exception {
        List<String> atOnce;
        List<String> oneByOne;
        try (var bench = new Bench(folder.resolve("once"), Bench.NOBODY)) {
            atOnce = said(bench.passed(market(120)));
        }
        try (var bench = new Bench(folder.resolve("each"), Bench.NOBODY)) {
            for (Candle candle : byTime(market(120))) {
                bench.passed(List.of(candle));
            }
            oneByOne = said(bench);
        }
        assertThat(oneByOne).hasSize(48).isEqualTo(atOnce);
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

    private static List<Candle> byTime(List<Candle> candles) {
        return candles.stream()
                .sorted(Comparator.comparing(Candle::start).thenComparing(Candle::pair))
                .toList();
    }

    @Test
    void what_comes_after_a_moment_changes_nothing_that_is_said_of_it() throws Exception {
        List<Candle> market = market(60);
        List<Candle> poisoned =
                market.stream()
                        .map(candle ->
                                candle.end().isAfter(minute(30).minus(MarketFacts.FINAL_AFTER))
                                        ? SomeCandles.candle(
                                                candle.pair(), candle.start(), "999999", "777")
                                        : candle)
                        .toList();
        try (var clean = new Bench(folder.resolve("clean"), Bench.NOBODY);
                var bad = new Bench(folder.resolve("bad"), Bench.NOBODY)) {
            List<String> until30 = until(clean.passed(market), minute(30));
            assertThat(until30).hasSize(12);
            assertThat(until(bad.passed(poisoned), minute(30))).isEqualTo(until30);
            assertThat(said(bad)).isNotEqualTo(said(clean));
        }
    }

    private static List<String> until(Bench bench, Instant last) {
        return List.of(BTC, DOGE).stream()
                .flatMap(pair -> bench.comments(pair).stream())
                .filter(comment -> !comment.time().isAfter(last))
                .map(CyclesIT::said)
                .toList();
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
                        .filter(line -> line.startsWith("{\"row\":\"answer\""))
                        .collect(Collectors.joining("\n", "", "\n")));
        try (var bench = new Bench(folder.resolve("second"), ollama.uri())) {
            assertThat(said(bench.passed(market(30)))).hasSize(12).isEqualTo(first);
        }
    }

    @Test
    void a_stopped_analyst_goes_on_where_it_was_and_repeats_nothing() throws Exception {
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            bench.passed(market(22));
        }
        List<String> lines = Files.readAllLines(folder.resolve("commentary.jsonl"));
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            bench.passed(market(22));
            assertThat(Files.readAllLines(folder.resolve("commentary.jsonl"))).isEqualTo(lines);
            bench.passed(market(31));
            assertThat(bench.comments(BTC)).hasSize(6);
        }
    }

    @Test
    void history_that_was_there_before_is_not_commented_on() throws Exception {
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            bench.candles.publish(market(62));
            bench.step();
            assertThat(bench.comments(BTC)).extracting(Comment::time).containsExactly(minute(60));
            bench.passed(market(66));
            assertThat(bench.comments(BTC)).hasSize(2);
        }
    }

    @Test
    void a_slow_model_skips_to_the_newest_moment_and_the_skipped_are_counted() throws Exception {
        try (var bench = new Bench(folder, ollama.uri())) {
            bench.passed(market(5));
            bench.passed(market(40));
            assertThat(bench.comments(BTC))
                    .extracting(Comment::time)
                    .containsExactly(minute(5), minute(40));
            assertThat(bench.tally.skipped()).isEqualTo(12);
            bench.passed(market(55));
            assertThat(bench.comments(BTC)).hasSize(5);
            assertThat(bench.tally.skipped()).isEqualTo(12);
        }
    }

    @Test
    void rules_never_skip() throws Exception {
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            bench.passed(market(5));
            bench.passed(market(115));
            assertThat(bench.comments(BTC)).hasSize(23);
            assertThat(bench.tally.skipped()).isZero();
        }
    }

    @Test
    void rules_skip_nothing_though_the_model_is_to_be_asked_again() throws Exception {
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            bench.passed(market(5));
            bench.clock.advance(Duration.ofMinutes(5));
            bench.candles.publish(market(115));
            var _ = bench.cycles.step(() -> false);
            assertThat(bench.comments(BTC)).hasSize(23);
        }
    }

    @Test
    void a_pair_that_nobody_trades_has_no_commentary() throws Exception {
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            List<Candle> market = new ArrayList<>(wandering(BTC, START, 12, "62312.45"));
            market.addAll(wandering(BTC, minute(40), 12, "62312.45"));
            bench.passed(market);
            assertThat(bench.comments(BTC))
                    .extracting(Comment::time)
                    .containsExactly(minute(5), minute(10), minute(15), minute(45), minute(50));
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
    void a_request_comments_on_the_newest_candle_and_no_strategy_sees_it() throws Exception {
        try (var bench = new Bench(folder, Bench.NOBODY)) {
            bench.passed(market(13));
            Comment asked = bench.cycles.onRequest(BTC).orElseThrow();
            assertThat(asked.time()).isEqualTo(minute(13).plusSeconds(10));
            assertThat(asked.candlesUpTo()).isEqualTo(minute(13));
            assertThat(bench.journal.newest("BTC-USD").orElseThrow().time())
                    .isEqualTo(asked.time());
            assertThat(bench.journal.asOf("BTC-USD", minute(14)).orElseThrow().time())
                    .isEqualTo(minute(10));
            assertThat(bench.cycles.onRequest(new Pair("XRP-USD"))).isEmpty();
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
}
