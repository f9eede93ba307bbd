package lab.backtest.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.backtest.CandleReport;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.backtest.report.Ablation;
import lab.backtest.report.HtmlReport;
import lab.backtest.report.Report;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Candle;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

/** What a strategy is told by services over candles, and what it is worth to it. */
class AblatedTest {
    private static final CandleHistory HOURS =
            Candles.twoDays().between(Candles.START, Candles.START.plusSeconds(4 * 3_600));

    /** Holds in the second half of each hour for whoever knows the day, never for who does not. */
    private static final SignalsOfThen SAID =
            new SignalsOfThen() {
                @Override
                public Search ask(Instant time, SortedMap<Pair, List<Candle>> seen) {
                    boolean isLate = time.getEpochSecond() % 3_600 >= 1_800;
                    return () ->
                            new Said(
                                    new Fixed(isLate ? Sentiment.BULLISH : Sentiment.BEARISH),
                                    new Fixed(Sentiment.NEUTRAL),
                                    Map.of());
                }

                @Override
                public SortedMap<String, Long> counts() {
                    return new TreeMap<>(Map.of("words <of> somebody", 3L));
                }
            };

    private record Fixed(Sentiment sentiment) implements Signals {
        @Override
        public Knowable<PatternSignal> patterns(Pair pair) {
            return new Knowable.Unknown<>("no patterns");
        }

        @Override
        public Knowable<Sentiment> sentiment(Pair pair) {
            return new Knowable.Known<>(sentiment, Instant.EPOCH);
        }

        @Override
        public Optional<String> commentator(Pair pair) {
            return Optional.of("somebody");
        }
    }

    /** Buys and sells as the commentary says, if it may look at it. */
    private record Follower(String name, Set<Reads> reads) implements Strategy {
        @Override
        public Decision decide(View view) {
            return switch (view.sentiment().known().orElse(Sentiment.NEUTRAL)) {
                case BULLISH ->
                        view.holding().isHolding()
                                ? new Decision.Hold("held")
                                : new Decision.Buy("word");
                case BEARISH ->
                        view.holding().isHolding()
                                ? new Decision.Sell("word")
                                : new Decision.Hold("none");
                case NEUTRAL -> new Decision.Hold("nothing said");
            };
        }
    }

    private static final Strategy READS =
            new Follower("reads", Set.of(Strategy.Reads.COMMENTARY, Strategy.Reads.PATTERNS));

    private static Report report(Strategy... strategies) {
        return new CandleReport(HOURS, CandleRules.STANDARD, "test", SAID, Optional.of("stored"))
                .of(List.of(strategies), 0)
                .report();
    }

    @Test
    void a_strategy_is_told_what_was_said_then_and_its_ablations_are_not() {
        Report.Told told = report(READS).accounts().getFirst();

        assertThat(told.performance().trades().count()).isEqualTo(3);
        assertThat(told.performance().unknown()).containsEntry("patterns", 240L);
        assertThat(told.performance().unknown()).doesNotContainKey("commentary");
        assertThat(told.ablations())
                .extracting(Ablation::what)
                .containsExactly("without commentary", "masked", "without patterns");
        assertThat(told.ablations()).extracting(Ablation::trips).containsExactly(0, 0, 3);
        assertThat(told.ablations().getFirst().difference())
                .isEqualByComparingTo(
                        told.performance().endEquity().subtract(told.performance().funded()));
        assertThat(told.ablations().getLast().difference()).isZero();
    }

    @Test
    void what_it_does_not_say_that_it_reads_it_does_not_see() {
        Report.Told told = report(new Follower("deaf", Set.of())).accounts().getFirst();

        assertThat(told.performance().costs().fills()).isZero();
        assertThat(told.ablations()).isEmpty();
    }

    @Test
    void each_account_comes_to_what_it_comes_to_alone_and_each_counts_as_a_trial() {
        Strategy deaf = new Follower("deaf", Set.of());
        Report together = report(deaf, READS);

        assertThat(together.tried()).isEqualTo(5);
        assertThat(together.accounts())
                .extracting(it -> it.performance().account())
                .containsExactly("deaf", "reads");
        assertThat(together.accounts().getLast().performance())
                .isEqualTo(report(READS).accounts().getFirst().performance());
        assertThat(together.accounts().getFirst().verdict().trials()).isEqualTo(5);
    }

    @Test
    void the_page_counts_what_was_said_and_shows_the_ablations() {
        String page =
                new HtmlReport(
                                new CandleReport(
                                                HOURS,
                                                CandleRules.STANDARD,
                                                "test",
                                                SAID,
                                                Optional.of("stored"))
                                        .of(List.of(READS), 0))
                        .page();

        assertThat(page)
                .contains("words &lt;of&gt; somebody</td><td>3</td>")
                .contains("without commentary", "without patterns", "masked")
                .contains("commentary stored");
    }
}
