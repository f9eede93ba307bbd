package lab.lancer.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
    private static final int MINUTES = 7_500;
    private static final Duration WINDOW = Duration.ofMinutes(60);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answers_are_those_of_the_rules_said_plainly(long seed) {
        List<CandleClose> candles = Market.minutes(MINUTES, seed);
        Series series = series(candles);
        for (Instant asOf : moments(seed, 8)) {
            check(new PlainPatterns(candles, asOf), Patterns.answer(series, asOf), asOf);
        }
    }

    private static void check(PlainPatterns plain, Answer answer, Instant asOf) {
        assertThat(answer.query().isPresent()).as("%s", asOf).isEqualTo(plain.hasQuery());
        assertThat(answer.unknown().isPresent()).isEqualTo(answer.matches().isEmpty());
        assertThat(answer.baseRate().windows()).isEqualTo(plain.outcomes().size());
        List<PlainPatterns.Candidate> expected = plain.matches();
        assertThat(answer.matches()).as("%s", asOf).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Match match = answer.matches().get(i);
            assertThat(match.windowEnd()).as("%s", asOf).isEqualTo(expected.get(i).end());
            assertThat(match.distance()).isCloseTo(expected.get(i).distance(), within(1e-9));
            assertThat(match.outcomePct()).isCloseTo(expected.get(i).outcome(), within(1e-9));
        }
        if (!expected.isEmpty()) {
            assertThat(answer.baseRate().meanOutcomePct())
                    .isCloseTo(
                            plain.outcomes().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .average()
                                    .orElseThrow(),
                            within(1e-9));
        }
    }

    /** However far the series is, and whatever it holds of what was seen. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoever_tells_what_he_has_seen_gets_the_same_answer_from_any_series(long seed) {
        List<CandleClose> candles =
                Market.minutes(MINUTES, seed).stream()
                        .map(it -> new CandleClose(it.minute(), it.close(), true))
                        .toList();
        var random = new Random(seed);
        for (int i = 0; i < 8; i++) {
            int to = 6_300 + random.nextInt(1_000);
            int from = to - 60 - random.nextInt(180);
            Instant asOf = CandleClose.end(candles.get(to - 1).minute()).plusSeconds(15);
            Answer expected = Patterns.answer(series(candles.subList(0, to)), asOf);
            for (int lag : List.of(from, from + 1, to - 1, to, to + 1, to + 90)) {
                Series other = series(corrected(candles.subList(0, lag), from, random));
                Series before = series(candles.subList(0, lag));
                for (Series any : List.of(other, before)) {
                    Series seen = any.asSeenWith(candles.subList(from, to));
                    assertThat(Patterns.answer(seen, asOf)).isEqualTo(expected);
                }
                assertThat(before.candles()).isEqualTo(lag);
            }
        }
    }

    /** Others in place of some of those from a place on. */
    private static List<CandleClose> corrected(List<CandleClose> candles, int from, Random random) {
        return IntStream.range(0, candles.size())
                .filter(place -> place < from || random.nextInt(50) > 0)
                .mapToObj(place -> {
                    CandleClose candle = candles.get(place);
                    return place >= from && random.nextInt(10) == 0
                            ? new CandleClose(candle.minute(), candle.close() * 1.001, true)
                            : candle;
                })
                .toList();
    }

    @Test
    void nothing_that_comes_later_changes_an_answer_to_the_last_digit() {
        List<CandleClose> candles = Market.minutes(MINUTES, 11);
        Instant until = CandleClose.start(Market.START + 6_000);
        var random = new Random(11);
        List<CandleClose> poisoned =
                candles.stream()
                        .map(candle ->
                                CandleClose.end(candle.minute()).isAfter(until)
                                        ? new CandleClose(
                                                candle.minute(),
                                                1e-6 + random.nextDouble() * 1e9,
                                                false)
                                        : candle)
                        .toList();
        Series series = series(candles);
        Series other = series(poisoned);
        for (Instant asOf : moments(11, 30)) {
            if (!asOf.isAfter(until)) {
                assertThat(Patterns.answer(other, asOf)).isEqualTo(Patterns.answer(series, asOf));
            }
        }
        assertThat(Patterns.answer(other, until)).isEqualTo(Patterns.answer(series, until));
    }

    @Test
    void it_does_not_matter_in_which_order_candles_come() {
        List<CandleClose> candles = Market.minutes(3_000, 5);
        List<CandleClose> shuffled = new ArrayList<>(candles);
        Collections.shuffle(shuffled, new Random(5));
        Series slowly = Series.empty(PatternRules.STANDARD);
        for (int i = 0; i < shuffled.size(); i += 250) {
            slowly = slowly.with(shuffled.subList(i, Math.min(shuffled.size(), i + 250)));
            Patterns.answer(slowly, slowly.newestEnd().orElseThrow());
        }
        Series atOnce = series(candles);
        for (Instant asOf : moments(5, 60)) {
            assertThat(Patterns.answer(slowly, asOf)).isEqualTo(Patterns.answer(atOnce, asOf));
        }
    }

    @Test
    void a_correction_reaches_all_that_depends_on_it_and_its_rows_are_named() {
        List<CandleClose> candles = Market.minutes(7_500, 7);
        Series before = series(candles);
        Instant end = before.newestEnd().orElseThrow();
        assertThat(Patterns.answer(before, end).percentile()).isPresent();
        CandleClose wrong = candles.get(4_000);
        var right = new CandleClose(wrong.minute(), wrong.close() * 1.01, true);
        Change change = before.change(List.of(right), Set.of());
        List<CandleClose> corrected = new ArrayList<>(candles);
        corrected.set(4_000, right);
        Series anew = series(corrected);
        assertThat(Patterns.answer(change.after(), end)).isEqualTo(Patterns.answer(anew, end));

        Set<Integer> changed = new HashSet<>();
        anew.minutes()
                .filter(minute -> !same(before.rowOf(minute), anew.rowOf(minute)))
                .forEach(changed::add);
        assertThat(change.minutes()).containsAll(changed).contains(right.minute());
    }

    private static boolean same(Optional<PatternRow> one, Optional<PatternRow> other) {
        return text(one).equals(text(other));
    }

    private static String text(Optional<PatternRow> row) {
        return row.map(it ->
                        it.candle()
                                + it.window()
                                        .map(window ->
                                                IntStream.range(0, 60)
                                                        .mapToObj(i -> "" + window.at(i))
                                                        .toList()
                                                        .toString())
                                        .orElse("")
                                + it.outcome())
                .orElse("");
    }

    @Test
    void an_imported_candle_never_takes_the_place_of_a_live_one() {
        Series live = series(List.of(new CandleClose(Market.START, 10, true)));
        var imported = new CandleClose(Market.START, 20, false);
        assertThat(live.change(List.of(imported), Set.of()).isNothing()).isTrue();
        Series other = series(List.of(imported));
        assertThat(other.change(List.of(new CandleClose(Market.START, 10, true)), Set.of()))
                .satisfies(change -> assertThat(change.isNothing()).isFalse());
    }

    @Test
    void who_reads_while_another_adds_sees_what_there_was() {
        List<CandleClose> candles = Market.minutes(7_500, 13);
        Series half = series(candles.subList(0, 6_000));
        Instant end = half.newestEnd().orElseThrow();
        Answer before = Patterns.answer(half, end);
        Series whole = half.with(candles.subList(6_000, candles.size()));
        assertThat(Patterns.answer(half, end)).isEqualTo(before);
        assertThat(Patterns.answer(half, whole.newestEnd().orElseThrow()).query()).isEmpty();
        assertThat(Patterns.answer(whole, end)).isEqualTo(before);
    }

    @Test
    void an_index_that_proposes_the_nearest_gives_the_same_matches() {
        List<CandleClose> candles = Market.minutes(MINUTES, 17);
        Series series = series(candles);
        Instant end = series.newestEnd().orElseThrow();
        Answer exact = Patterns.answer(series, end);
        Proposals nearest =
                (query, known, count) ->
                        new PlainPatterns(candles, end)
                                .candidates().stream()
                                        .sorted(
                                                Comparator.comparingDouble(
                                                        PlainPatterns.Candidate::distance))
                                        .limit(count)
                                        .mapToInt(PlainPatterns.Candidate::last)
                                        .toArray();
        Answer proposed = Patterns.answer(series, end, Optional.of(nearest));
        assertThat(proposed.search()).isEqualTo(SearchKind.INDEX);
        assertThat(proposed.matches()).isEqualTo(exact.matches());
        assertThat(proposed.percentile()).isEqualTo(exact.percentile());
        Proposals poor = (query, known, count) -> new int[0];
        Answer looked = Patterns.answer(series, end, Optional.of(poor));
        assertThat(looked.search()).isEqualTo(SearchKind.EXACT);
        assertThat(looked.matches()).isEqualTo(exact.matches());
    }

    @Test
    void an_old_or_flat_window_and_none_at_all_are_unknown_and_say_why() {
        List<CandleClose> walk = Market.minutes(400, 23).subList(0, 150);
        Series series = series(walk);
        Instant end = series.newestEnd().orElseThrow();
        assertThat(Patterns.answer(series, end.plusSeconds(301)).unknown().orElseThrow())
                .contains("at most 5 minutes old");
        assertThat(Patterns.answer(series, Instant.parse("2009-01-02T00:00:00Z")).unknown())
                .get()
                .asString()
                .contains("is none");
        List<CandleClose> flat =
                IntStream.range(0, 200)
                        .mapToObj(i -> new CandleClose(Market.START + i, 100, true))
                        .toList();
        Answer still = Patterns.answer(series(flat), CandleClose.start(Market.START + 200));
        assertThat(still.unknown().orElseThrow()).contains("is flat");
        assertThat(still.baseRate().windows()).isZero();
    }

    @Test
    void matches_are_five_episodes_that_share_no_minute() {
        Series series = series(Market.minutes(MINUTES, 29));
        Answer answer = Patterns.answer(series, series.newestEnd().orElseThrow());
        assertThat(answer.matches()).hasSize(5);
        List<Instant> ends = new ArrayList<>();
        answer.matches().forEach(match -> ends.add(match.windowEnd()));
        ends.add(answer.query().orElseThrow().windowEnd());
        for (Instant one : ends) {
            for (Instant other : ends) {
                assertThat(
                                one.equals(other)
                                        || Duration.between(one, other).abs().compareTo(WINDOW)
                                                >= 0)
                        .isTrue();
            }
        }
    }

    @Test
    void the_interval_of_the_mean_is_that_of_students_t() {
        List<Match> matches =
                IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> new Match(Instant.EPOCH, Instant.EPOCH, 1, 1, 1, i, i, i))
                        .toList();
        MeanOutcome mean = MeanOutcome.of(matches);
        assertThat(mean.pct()).isEqualTo(3);
        // 2.776445 is t of 0.975 with 4 degrees of freedom; the deviation is the root of 2.5
        assertThat(mean.interval().orElseThrow().highPct())
                .isCloseTo(3 + 2.776445 * Math.sqrt(2.5 / 5), within(1e-5));
        assertThat(MeanOutcome.of(matches.subList(0, 1)).interval()).isEmpty();
    }

    @Test
    void a_percentile_of_fewer_than_a_hundred_windows_is_unknown() {
        Series series = series(Market.minutes(5_000, 31));
        Answer answer = Patterns.answer(series, series.newestEnd().orElseThrow());
        assertThat(answer.matches()).isNotEmpty();
        assertThat(answer.percentile()).isEqualTo(OptionalDouble.empty());
    }

    private static Series series(List<CandleClose> candles) {
        return Series.empty(PatternRules.STANDARD).with(candles);
    }

    private static List<Instant> moments(long seed, int count) {
        var random = new Random(seed * 31);
        return random.ints(count, 60, MINUTES)
                .mapToObj(minute ->
                        CandleClose.start(Market.START + minute).plusSeconds(random.nextInt(60)))
                .toList();
    }
}
