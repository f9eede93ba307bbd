package lab.launcher.past;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lab.consensus.signals.ServiceSignals;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.lancer.SignalAnswer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Series;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;

class PastPatternsTest {
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
    private static final int SEEN_MAX = 240;

    /** What is shown minute by minute, at most the newest four hours, is as good as all of it. */
    @Test
    void says_what_a_search_in_all_that_was_final_then_says_and_nothing_of_later() {
        List<Candle> all = candles(2_000);
        var patterns = new PastPatterns(PastServices.Older.NONE);
        int known = 0;
        for (int minute = 1; minute <= all.size(); minute++) {
            Instant time = all.get(minute - 1).end().plusSeconds(15);
            Knowable<PatternSignal> said =
                    patterns.see(PAIR, all.subList(Math.max(0, minute - SEEN_MAX), minute))
                            .said(time);
            if (minute % 111 == 0) {
                Series then =
                        Series.empty(PatternRules.STANDARD)
                                .with(
                                        all.subList(0, minute).stream()
                                                .map(PastPatternsTest::close)
                                                .toList());
                assertThat(said)
                        .isEqualTo(
                                ServiceSignals.patterns(
                                        Json.mapper()
                                                .valueToTree(
                                                        SignalAnswer.of(
                                                                PAIR,
                                                                Patterns.answer(then, time),
                                                                time))));
                known += said.known().isPresent() ? 1 : 0;
            }
        }
        assertThat(known).isGreaterThan(10);
        assertThat(patterns.searches()).isEqualTo(2_000);
        assertThat(patterns.found()).isGreaterThan(1_000);
    }

    @Test
    void a_candle_that_a_late_trade_corrected_counts_as_corrected() {
        List<Candle> all = new ArrayList<>(candles(400));
        var patterns = new PastPatterns(PastServices.Older.NONE);
        var _ = patterns.see(PAIR, all.subList(150, 390)).said(all.get(389).end());
        all.set(380, candle(380, 1.07));

        Knowable<PatternSignal> said =
                patterns.see(PAIR, all.subList(160, 400)).said(all.get(399).end());

        Series then =
                Series.empty(PatternRules.STANDARD)
                        .with(all.subList(150, 400).stream().map(PastPatternsTest::close).toList());
        assertThat(said)
                .isEqualTo(
                        ServiceSignals.patterns(
                                Json.mapper()
                                        .valueToTree(
                                                SignalAnswer.of(
                                                        PAIR,
                                                        Patterns.answer(then, all.get(399).end()),
                                                        BEGIN))));
        assertThat(said.known()).isPresent();
    }

    /** What is asked at a minute may be searched while later ones are taken in. */
    @Test
    void what_is_known_at_a_time_does_not_change_by_what_is_seen_later() {
        List<Candle> all = candles(900);
        var patterns = new PastPatterns(PastServices.Older.NONE);
        var then = patterns.see(PAIR, all.subList(0, 700));
        Instant time = all.get(699).end();
        Knowable<PatternSignal> before = then.said(time);
        for (int minute = 701; minute <= all.size(); minute++) {
            var _ = patterns.see(PAIR, all.subList(minute - SEEN_MAX, minute));
        }

        assertThat(then.said(time)).isEqualTo(before);
        assertThat(before.known()).isPresent();
    }

    @Test
    void the_index_keeps_the_newest_of_a_pair_and_is_bounded() {
        List<Candle> all = candles(1_500);
        var bounded = new PastPatterns(PastServices.Older.NONE, 1_000);
        for (int minute = 1; minute <= 1_001; minute++) {
            var _ = bounded.see(PAIR, all.subList(Math.max(0, minute - SEEN_MAX), minute));
        }
        Instant time = all.get(1_000).end();

        Series newest =
                Series.empty(PatternRules.STANDARD)
                        .with(
                                all.subList(101, 1_001).stream()
                                        .map(PastPatternsTest::close)
                                        .toList());
        assertThat(bounded.see(PAIR, all.subList(761, 1_001)).said(time))
                .isEqualTo(
                        ServiceSignals.patterns(
                                Json.mapper()
                                        .valueToTree(
                                                SignalAnswer.of(
                                                        PAIR,
                                                        Patterns.answer(newest, time),
                                                        time))));
    }

    private static CandleClose close(Candle candle) {
        return CandleClose.at(candle.start(), candle.close().toBigDecimal().doubleValue(), true);
    }

    static List<Candle> candles(int count) {
        var random = new Random(7);
        List<Candle> candles = new ArrayList<>();
        double factor = 1;
        for (int i = 0; i < count; i++) {
            factor *= 1 + random.nextGaussian() * 0.001;
            candles.add(candle(i, factor));
        }
        return candles;
    }

    private static Candle candle(int minute, double factor) {
        Price price = Price.of("%.2f".formatted(40_000 * factor));
        return new Candle(
                PAIR,
                Interval.ONE_MINUTE,
                BEGIN.plusSeconds(60L * minute),
                price,
                price,
                price,
                price,
                BigDecimal.ONE,
                price.toBigDecimal(),
                price.toBigDecimal(),
                1);
    }
}
