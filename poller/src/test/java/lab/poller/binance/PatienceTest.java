package lab.poller.binance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

/** How often an exchange is asked. */
class PatienceTest {
    private static final Pair BTC = new Pair("BTC-USDT");
    private static final Pair ETH = new Pair("ETH-USDT");

    @Test
    void a_minute_s_weight_is_there_at_once_and_then_comes_back_with_time() {
        var budget = new WeightBudget(600, 0);
        assertThat(budget.spend(500, 0)).isZero();
        assertThat(budget.spend(100, 0)).isZero();
        assertThat(budget.spend(100, 0)).isBetween(seconds(10), seconds(10).plusMillis(1));
        assertThat(budget.spend(100, seconds(11).toNanos())).isZero();
        assertThat(budget.spend(600, Duration.ofHours(1).toNanos())).isZero();
        assertThat(budget.spend(1, Duration.ofHours(1).toNanos())).isPositive();
    }

    @Test
    void a_book_is_asked_for_at_once_and_then_after_longer_and_longer() {
        var questions = new BookQuestions(seconds(1));
        questions.hear(BTC, false, 0);
        long now = 0;
        for (long wait : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(questions.due(now)).containsExactly(BTC);
            questions.asked(BTC, now);
            now += seconds(wait).toNanos();
            questions.hear(BTC, false, now - 1);
            assertThat(questions.due(now - 1)).isEmpty();
        }
        questions.hear(ETH, false, now - 1);
        assertThat(questions.due(now - 1)).as("each for itself").containsExactly(ETH);
    }

    @Test
    void a_book_that_was_in_step_for_a_while_is_asked_for_at_once_when_it_is_lost() {
        var questions = new BookQuestions(seconds(1));
        questions.hear(BTC, false, 0);
        for (int i = 0; i < 10; i++) {
            questions.asked(BTC, 0);
        }
        questions.hear(BTC, true, 0);
        assertThat(questions.due(seconds(10).toNanos())).as("it is in step").isEmpty();
        questions.hear(BTC, false, seconds(10).toNanos());
        assertThat(questions.due(seconds(10).toNanos())).as("lost soon").isEmpty();
        questions.hear(BTC, true, seconds(20).toNanos());
        long later = seconds(20).plus(BookQuestions.STEADY_AFTER).toNanos();
        questions.hear(BTC, false, later);
        assertThat(questions.due(later)).containsExactly(BTC);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
