package lab.poller.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import lab.poller.live.Gap.SeenBy;
import org.junit.jupiter.api.Test;

class GapLedgerTest {
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final long LATER = Duration.ofSeconds(2).toNanos();

    private final GapLedger ledger = new GapLedger(Duration.ofSeconds(2));

    @Test
    void the_first_trade_is_news_and_no_gap() {
        assertThat(ledger.admits(trade(100), 0)).isTrue();
        assertThat(ledger.nextDue(LATER)).isEmpty();
    }

    @Test
    void a_repeat_is_no_news() {
        ledger.admits(trade(100), 0);
        assertThat(ledger.admits(trade(100), 0)).isFalse();
        assertThat(ledger.admits(trade(99), 0)).isFalse();
        assertThat(ledger.admits(trade(101), 0)).isTrue();
    }

    @Test
    void a_jump_of_the_trade_id_is_a_gap_after_a_while() {
        ledger.admits(trade(100), 0);
        assertThat(ledger.admits(trade(104), 0)).isTrue();
        assertThat(ledger.nextDue(LATER - 1)).isEmpty();
        assertThat(ledger.nextDue(LATER)).contains(new Gap(PAIR, 101, 103, 1_040, SeenBy.TRADE_ID));
        assertThat(ledger.nextDue(LATER)).isEmpty();
        assertThat(ledger.gaps(SeenBy.TRADE_ID)).isEqualTo(1);
        assertThat(ledger.missing()).isEqualTo(3);
    }

    @Test
    void trades_that_come_out_of_order_are_news_and_close_the_gap() {
        ledger.admits(trade(100), 0);
        ledger.admits(trade(103), 0);
        assertThat(ledger.admits(trade(102), 0)).isTrue();
        assertThat(ledger.admits(trade(102), 0)).isFalse();
        assertThat(ledger.admits(trade(101), 0)).isTrue();
        assertThat(ledger.nextDue(LATER)).isEmpty();
        assertThat(ledger.gaps(SeenBy.TRADE_ID)).isZero();
    }

    @Test
    void a_heartbeat_shows_what_was_missed_and_zero_shows_nothing() {
        ledger.admits(trade(100), 0);
        ledger.hear(PAIR, 0, 7, SeenBy.TRADE_ID, 0);
        ledger.hear(PAIR, 100, 8, SeenBy.TRADE_ID, 0);
        assertThat(ledger.missing()).isZero();
        ledger.hear(PAIR, 102, 9, SeenBy.TRADE_ID, 0);
        assertThat(ledger.nextDue(LATER)).contains(new Gap(PAIR, 101, 102, 9, SeenBy.TRADE_ID));
    }

    @Test
    void answers_fill_a_gap_once_and_what_the_exchange_does_not_know_is_lost() {
        ledger.admits(trade(100), 0);
        ledger.admits(trade(105), 0);
        Gap gap = ledger.nextDue(LATER).orElseThrow();
        assertThat(ledger.admitsAnswer(trade(103))).isTrue();
        assertThat(ledger.admitsAnswer(trade(103))).isFalse();
        assertThat(ledger.admitsAnswer(trade(104))).isTrue();
        assertThat(ledger.admitsAnswer(trade(105))).isFalse();
        ledger.close(gap);
        assertThat(ledger.filled()).isEqualTo(2);
        assertThat(ledger.lost()).isEqualTo(2);
        assertThat(ledger.missing()).isZero();
    }

    @Test
    void a_question_that_failed_is_asked_again_later_and_not_for_ever() {
        ledger.admits(trade(100), 0);
        ledger.admits(trade(102), 0);
        long now = LATER;
        Optional<Gap> gap = ledger.nextDue(now);
        int asked = 0;
        while (gap.isPresent()) {
            asked++;
            ledger.retry(gap.get(), now);
            assertThat(ledger.nextDue(now)).isEmpty();
            now += Duration.ofMinutes(1).toNanos();
            gap = ledger.nextDue(now);
        }
        assertThat(asked).isEqualTo(20);
        assertThat(ledger.gaps(SeenBy.TRADE_ID)).isEqualTo(1);
        assertThat(ledger.lost()).isEqualTo(1);
    }

    @Test
    void of_an_endless_gap_the_newest_part_is_asked_for() {
        ledger.admits(trade(100), 0);
        ledger.admits(trade(1_000_000), 0);
        Gap gap = ledger.nextDue(LATER).orElseThrow();
        assertThat(gap.trades()).isEqualTo(GapLedger.TRADES_MAX);
        assertThat(gap.to()).isEqualTo(999_999);
        assertThat(ledger.lost() + ledger.missing()).isEqualTo(999_899);
    }

    @Test
    void a_ticker_that_is_repeated_is_no_news() {
        assertThat(ledger.admitsTicker(PAIR, 5)).isTrue();
        assertThat(ledger.admitsTicker(PAIR, 5)).isFalse();
        assertThat(ledger.admitsTicker(PAIR, 6)).isTrue();
    }

    @Test
    void goes_on_after_a_restart_with_the_newest_trade_and_the_open_gaps() {
        ledger.admits(trade(100), 0);
        ledger.admits(trade(103), 0);
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ledger.writeTo(state);

        var next = new GapLedger(Duration.ofSeconds(2));
        next.readFrom(state, 0);
        assertThat(next.admits(trade(103), 0)).isFalse();
        assertThat(next.admits(trade(106), 0)).isTrue();
        assertThat(next.missing()).isEqualTo(4);
        assertThat(next.nextDue(LATER)).isPresent();
        assertThat(next.nextDue(LATER)).isPresent();
    }

    /** One id that was none, or an exchange that counts anew, would make repeats of all to come. */
    @Test
    void a_trade_that_happened_after_all_others_is_no_repeat_whatever_its_id() {
        ledger.admits(trade(100, 0), 0);
        assertThat(ledger.admits(trade(Long.MAX_VALUE, 1), 0)).isTrue();
        assertThat(ledger.admits(trade(100, 0), 0)).isFalse();
        assertThat(ledger.admits(trade(101, 2), 0)).isTrue();
        assertThat(ledger.admits(trade(101, 2), 0)).isFalse();
        assertThat(ledger.admits(trade(102, 3), 0)).isTrue();
        assertThat(ledger.nextDue(LATER)).isEmpty();
        assertThat(ledger.breaks()).isEqualTo(1);
    }

    @Test
    void a_heartbeat_that_names_a_trade_that_never_was_hides_none() {
        ledger.admits(trade(100, 0), 0);
        ledger.hear(PAIR, 1_000_000_000L, 5, SeenBy.TRADE_ID, 0);
        assertThat(ledger.admits(trade(101, 1), 0)).isTrue();
        assertThat(ledger.missing()).isZero();
    }

    @Test
    void when_the_latest_trade_happened_is_known_after_a_restart() {
        ledger.admits(trade(100, 5), 0);
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ledger.writeTo(state);
        var next = new GapLedger(Duration.ofSeconds(2));
        next.readFrom(state, 0);
        assertThat(next.admits(trade(7, 5), 0)).isFalse();
        assertThat(next.admits(trade(7, 6), 0)).isTrue();
        assertThat(next.admits(trade(8, 6), 0)).isTrue();
    }

    private static Trade trade(long id) {
        return trade(id, 0);
    }

    private static Trade trade(long id, int second) {
        return new Trade(
                PAIR,
                id,
                Price.of("1"),
                Quantity.of("1"),
                Side.BUY,
                id < 1_000 ? id * 10 : id,
                Instant.parse("2025-03-01T12:00:00Z").plusSeconds(second),
                "coinbase",
                Optional.empty());
    }
}
