package lab.analyst;

import static lab.analyst.Bench.DOGE;
import static lab.analyst.Bench.market;
import static lab.analyst.Bench.minute;
import static lab.analyst.Bench.said;
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
import java.util.Optional;
import lab.analyst.facts.Fact;
import lab.analyst.facts.MarketFacts;
import lab.analyst.facts.Patterns;
import lab.analyst.facts.SomeCandles;
import lab.analyst.model.FakeOllama;
import lab.analyst.patterns.PatternSource;
import lab.analyst.store.Comment;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.servicekit.market.SeenMarket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CyclesIT {
    @TempDir private Path folder;
    private final FakeOllama ollama = FakeOllama.start();

    CyclesIT() throws Exception {}

    @AfterEach
    void close() {
        ollama.close();
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
                .map(Bench::said)
                .toList();
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
    void patterns_are_asked_for_the_hour_that_the_candles_end_with() throws Exception {
        List<Instant> asked = new ArrayList<>();
        var match = new Patterns.Match(START, START, new BigDecimal("0.4"), new BigDecimal("1.5"));
        PatternSource source =
                new PatternSource() {
                    @Override
                    public Optional<Patterns> at(Pair pair, Instant windowEnd) {
                        asked.add(windowEnd);
                        return Optional.of(
                                new Patterns(List.of(match), Optional.empty(), Optional.empty()));
                    }

                    @Override
                    public Optional<Patterns> at(SeenMarket seen) {
                        return at(seen.pair(), seen.asOf());
                    }

                    @Override
                    public void close() {}
                };
        try (var bench = new Bench(folder, Bench.NOBODY, false, source)) {
            bench.passed(wandering(BTC, START, 70, "62312.45"));
            assertThat(asked).containsExactly(minute(64), minute(69));
            Comment last = bench.comments(BTC).getLast();
            assertThat(last.topMatch()).contains(match);
            assertThat(last.facts()).extracting(Fact::id).contains("pattern_outcome");
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
}
