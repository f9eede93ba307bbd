package lab.lancer.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Market;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.SearchKind;
import lab.lancer.warm.Doubt;
import lab.lancer.warm.PairCandles;
import lab.lancer.warm.WarmCandles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lance.Dataset;
import org.lance.ipc.ScanOptions;

class PatternIndexIT {
    static final Pair BTC = new Pair("BTC-USD");
    private static final Pair ETH = new Pair("ETH-USD");
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path folder;

    @Test
    void what_is_kept_candle_by_candle_is_what_is_built_at_once() throws Exception {
        List<CandleClose> candles = Market.minutes(4_000, 1);
        IndexConfig slow = IndexConfig.of(folder.resolve("slow"));
        try (PatternIndex index = PatternIndex.open(slow, CLOCK)) {
            index.apply(whole(1, candles.subList(0, 3_800)));
            index.flush();
            for (int i = 3_800; i < candles.size(); i++) {
                index.apply(written(i, List.of(candles.get(i))));
                index.flush();
            }
            CandleClose first = candles.get(1_000);
            var wrong = new CandleClose(first.minute(), first.close() * 2, true);
            index.apply(written(9_000, List.of(wrong)));
            index.flush();
            index.fillBests(Integer.MAX_VALUE);
            index.flush();
            var right = new CandleClose(first.minute(), first.close(), true);
            index.apply(written(9_001, List.of(right)));
            fill(index);
            index.tidy();
        }
        List<CandleClose> all = new ArrayList<>(candles);
        all.set(
                1_000,
                new CandleClose(candles.get(1_000).minute(), candles.get(1_000).close(), true));
        IndexConfig quick = IndexConfig.of(folder.resolve("quick"));
        build(quick, all);
        assertThat(rows(slow, BTC)).hasSameSizeAs(candles).isEqualTo(rows(quick, BTC));
    }

    @Test
    void an_index_that_is_opened_again_answers_as_before() throws Exception {
        List<CandleClose> candles = Market.minutes(9_000, 2);
        IndexConfig config = IndexConfig.of(folder);
        Answer before;
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            index.apply(whole(1, candles));
            before = index.newest(BTC).orElseThrow();
            fill(index);
        }
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            assertThat(index.missingBests()).isZero();
            assertThat(index.newest(BTC)).contains(before);
            assertThat(before.percentile()).isPresent();
            index.apply(whole(2, candles));
            assertThat(index.flush()).as("nothing is new").isZero();
        }
    }

    @Test
    void candles_that_are_gone_from_the_warm_tier_go_from_the_index() throws Exception {
        List<CandleClose> candles = Market.minutes(2_000, 3);
        IndexConfig config = IndexConfig.of(folder.resolve("one"));
        build(config, candles);
        List<CandleClose> fewer = new ArrayList<>(candles);
        fewer.subList(500, 510).clear();
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            index.apply(whole(2, fewer));
            fill(index);
        }
        IndexConfig anew = IndexConfig.of(folder.resolve("other"));
        build(anew, fewer);
        assertThat(rows(config, BTC)).isEqualTo(rows(anew, BTC));
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            index.apply(new WarmCandles.Reading(3, new PairCandles(Map.of(ETH, candles)), true));
            index.flush();
            assertThat(index.pairs()).containsExactly(ETH);
        }
        assertThat(config.pairs().resolve("BTC-USD.lance")).doesNotExist();
    }

    @Test
    void an_index_of_other_rules_or_with_torn_files_begins_anew() throws Exception {
        List<CandleClose> candles = Market.minutes(1_000, 4);
        IndexConfig config = IndexConfig.of(folder);
        build(config, candles);
        var others = new IndexConfig(folder, new PatternRules(1), 1_000_000, 1_000_000);
        try (PatternIndex index = PatternIndex.open(others, CLOCK)) {
            assertThat(index.has(BTC)).isFalse();
        }
        try (Stream<Path> files = Files.walk(config.pairs())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        build(config, candles);
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            assertThat(index.sizes().getFirst().candles()).isEqualTo(candles.size());
        }
    }

    @Test
    void candles_in_doubt_are_answered_for_as_if_they_were_not_there() throws Exception {
        List<CandleClose> candles = Market.minutes(9_000, 6);
        List<CandleClose> early = candles.subList(0, 8_500);
        var old = doubt(Optional.of(BTC), Market.START + 4_000, Market.START + 4_300);
        var ofAnother = doubt(Optional.of(ETH), Market.START, Market.START + 8_000);
        List<CandleClose> undoubted =
                candles.stream().filter(it -> !old.covers(it.minute())).toList();
        IndexConfig sound = IndexConfig.of(folder.resolve("sound"));
        try (PatternIndex index = PatternIndex.open(IndexConfig.of(folder.resolve("all")), CLOCK);
                PatternIndex fewer = PatternIndex.open(sound, CLOCK)) {
            fewer.apply(whole(1, undoubted));
            index.apply(whole(1, early));
            index.doubt(List.of(old, ofAnother));
            for (CandleClose candle : candles.subList(8_500, candles.size())) {
                index.apply(written(2, List.of(candle)));
            }
            Instant end = index.series(BTC).orElseThrow().newestEnd().orElseThrow();
            Answer all = index.answerByAll(BTC, end).orElseThrow();
            Answer answer = index.answer(BTC, end).orElseThrow();
            assertThat(answer).isEqualTo(fewer.answer(BTC, end).orElseThrow()).isNotEqualTo(all);
            assertThat(index.newest(BTC)).contains(answer);
            List<CandleClose> seen = candles.subList(8_900, candles.size());
            assertThat(index.answer(BTC, end, seen, false).orElseThrow().matches())
                    .as("who says what he has seen depends on nobody's look")
                    .isEqualTo(all.matches());

            Instant begin = end.minusSeconds(3_600);
            index.doubt(List.of(new Doubt(Optional.empty(), begin, begin, "trade-gap")));
            Answer unknown = index.newest(BTC).orElseThrow();
            assertThat(unknown.asOf()).isEqualTo(end);
            assertThat(unknown.query()).isEmpty();
            assertThat(unknown.unknown().orElseThrow())
                    .contains("must not be in doubt, trade-gap was found from " + begin);
            assertThat(index.answerByAll(BTC, end)).contains(all);

            index.doubt(List.of());
            assertThat(index.newest(BTC)).contains(all);
        }
    }

    private static Doubt doubt(Optional<Pair> pair, int from, int to) {
        return new Doubt(pair, CandleClose.start(from), CandleClose.start(to), "candle");
    }

    @Test
    void a_pair_beyond_the_bound_of_exact_search_is_searched_through_the_index() throws Exception {
        List<CandleClose> candles = Market.minutes(9_000, 5);
        IndexConfig exact = IndexConfig.of(folder.resolve("exact"));
        var bounded =
                new IndexConfig(folder.resolve("bounded"), PatternRules.STANDARD, 1_000, 1_000_000);
        build(exact, candles);
        build(bounded, candles.subList(0, 8_900));
        try (PatternIndex all = PatternIndex.open(exact, CLOCK);
                PatternIndex some = PatternIndex.open(bounded, CLOCK)) {
            some.apply(written(2, candles.subList(8_900, candles.size())));
            some.flush();
            for (int i = 8_000; i < 9_000; i += 97) {
                Instant asOf = CandleClose.start(Market.START + i);
                Answer expected = all.answer(BTC, asOf).orElseThrow();
                Answer answer = some.answer(BTC, asOf).orElseThrow();
                assertThat(expected.search()).isEqualTo(SearchKind.EXACT);
                assertThat(answer.matches()).isEqualTo(expected.matches());
                assertThat(answer.percentile()).isEqualTo(expected.percentile());
                if (answer.query().isPresent()) {
                    assertThat(answer.search()).isEqualTo(SearchKind.INDEX);
                }
            }
        }
    }

    @Test
    void what_does_not_fit_into_memory_is_not_answered_for_and_named() throws Exception {
        var small = new IndexConfig(folder, PatternRules.STANDARD, 1_000, 1_500);
        try (PatternIndex index = PatternIndex.open(small, CLOCK)) {
            Map<Pair, List<CandleClose>> pairs = new HashMap<>();
            pairs.put(BTC, Market.minutes(1_000, 6));
            index.apply(new WarmCandles.Reading(1, new PairCandles(pairs), true));
            pairs.put(ETH, Market.minutes(1_000, 7));
            index.apply(new WarmCandles.Reading(2, new PairCandles(pairs), true));
            assertThat(index.tooMany()).containsExactly(ETH);
            assertThat(index.has(ETH)).isFalse();
            assertThat(index.newest(BTC)).isPresent();
        }
    }

    @Test
    void one_process_writes_and_others_may_read() throws Exception {
        IndexConfig config = IndexConfig.of(folder);
        List<CandleClose> candles = Market.minutes(500, 8);
        build(config, candles);
        try (PatternIndex writer = PatternIndex.open(config, CLOCK);
                PatternIndex reader = PatternIndex.openToRead(config, CLOCK, BTC)) {
            assertThat(reader.newest(BTC)).isEqualTo(writer.newest(BTC));
            assertThatThrownBy(() -> PatternIndex.open(config, CLOCK))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("one process at a time");
        }
    }

    @Test
    void the_unpacked_library_leaves_no_file_to_a_process_that_may_be_killed() throws Exception {
        build(IndexConfig.of(folder), Market.minutes(100, 9));
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.isReadable(maps), "only where the system tells what is loaded");
        assertThat(Files.readString(maps)).contains("liblance_jni").contains(".so (deleted)");
    }

    private static void build(IndexConfig config, List<CandleClose> candles) throws Exception {
        try (PatternIndex index = PatternIndex.rebuild(config, CLOCK)) {
            index.apply(whole(1, candles));
            fill(index);
        }
    }

    private static void fill(PatternIndex index) throws IndexException {
        index.fillBests(Integer.MAX_VALUE);
        index.flush();
        assertThat(index.missingBests()).isZero();
    }

    static WarmCandles.Reading whole(long snapshot, List<CandleClose> candles) {
        return new WarmCandles.Reading(snapshot, new PairCandles(Map.of(BTC, candles)), true);
    }

    static WarmCandles.Reading written(long snapshot, List<CandleClose> candles) {
        return new WarmCandles.Reading(snapshot, new PairCandles(Map.of(BTC, candles)), false);
    }

    /** Every column of every row, by minute. */
    static List<String> rows(IndexConfig config, Pair pair) throws Exception {
        List<String> rows = new ArrayList<>();
        var lance = new Lance();
        try (Dataset dataset = lance.open(config.pairs().resolve(pair + ".lance"))) {
            lance.scan(
                    dataset,
                    new ScanOptions.Builder().build(),
                    batch -> {
                        for (int i = 0; i < batch.getRowCount(); i++) {
                            int row = i;
                            rows.add(
                                    batch.getFieldVectors().stream()
                                            .map(column ->
                                                    Optional.ofNullable(column.getObject(row))
                                                            .map(Object::toString)
                                                            .orElse("-"))
                                            .reduce("", (one, other) -> one + " " + other));
                        }
                    });
        }
        lance.close();
        rows.sort(null);
        return rows;
    }
}
