package lab.poller.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

class SequenceLedgerTest {
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final OptionalLong NO_ID = OptionalLong.empty();
    private static final long LATER = Duration.ofSeconds(2).toNanos();
    private static final long MUCH_LATER = Duration.ofSeconds(60).toNanos();

    private final SequenceLedger ledger =
            new SequenceLedger(Duration.ofSeconds(2), Duration.ofSeconds(60));

    @Test
    void sequences_jump_from_trade_to_trade_and_that_shows_nothing() {
        ledger.received(PAIR, 1, 1_000, 0);
        ledger.received(PAIR, 2, 5_000, 0);
        ledger.beat(PAIR, 2, 9_000);
        assertThat(ledger.nextUnmatched(MUCH_LATER)).isEmpty();
        assertThat(ledger.nextSuspicion(MUCH_LATER)).isEmpty();
        assertThat(ledger.breaks()).isZero();
    }

    @Test
    void a_ticker_whose_match_does_not_come_is_told_once_and_after_a_while() {
        ledger.received(PAIR, 1, 1_000, 0);
        ledger.told(PAIR, NO_ID, 1_007, 0);
        ledger.told(PAIR, NO_ID, 1_007, 0);
        assertThat(ledger.nextUnmatched(LATER - 1)).isEmpty();
        assertThat(ledger.nextUnmatched(LATER))
                .contains(new SequenceLedger.Told(PAIR, 1_007, NO_ID, 0));
        assertThat(ledger.nextUnmatched(LATER)).isEmpty();
    }

    @Test
    void a_match_may_come_before_its_ticker_or_a_little_behind_it() {
        ledger.received(PAIR, 1, 1_000, 0);
        ledger.received(PAIR, 2, 1_007, 0);
        ledger.told(PAIR, NO_ID, 1_007, 0);
        ledger.told(PAIR, NO_ID, 1_009, 0);
        ledger.received(PAIR, 3, 1_009, LATER - 1);
        assertThat(ledger.nextUnmatched(LATER)).isEmpty();
    }

    @Test
    void what_was_before_the_first_match_is_not_missing() {
        ledger.told(PAIR, NO_ID, 900, 0);
        assertThat(ledger.nextUnmatched(LATER)).isEmpty();
        ledger.told(PAIR, NO_ID, 950, 0);
        ledger.received(PAIR, 1, 1_000, 0);
        assertThat(ledger.nextUnmatched(LATER)).isEmpty();
    }

    @Test
    void what_is_long_forgotten_counts_as_received() {
        for (int id = 1; id <= 3_000; id++) {
            ledger.received(PAIR, id, 10L * id, 0);
        }
        ledger.told(PAIR, NO_ID, 15, 0);
        ledger.told(PAIR, NO_ID, 29_995, 0);
        assertThat(ledger.nextUnmatched(LATER).orElseThrow().sequence()).isEqualTo(29_995);
        assertThat(ledger.nextUnmatched(LATER)).isEmpty();
    }

    @Test
    void a_book_that_goes_on_without_a_trade_is_suspicious_if_heartbeats_name_none() {
        ledger.received(PAIR, 1, 1_000, 0);
        ledger.beat(PAIR, 0, 1_000);
        assertThat(ledger.nextSuspicion(MUCH_LATER)).as("nothing happened").isEmpty();
        ledger.beat(PAIR, 0, 2_000);
        assertThat(ledger.nextSuspicion(MUCH_LATER - 1)).isEmpty();
        assertThat(ledger.nextSuspicion(MUCH_LATER))
                .contains(new SequenceLedger.Suspicion(PAIR, 2_000));
        assertThat(ledger.nextSuspicion(2 * MUCH_LATER - 1)).as("not again so soon").isEmpty();
        assertThat(ledger.nextSuspicion(2 * MUCH_LATER)).isPresent();
    }

    @Test
    void a_sequence_that_begins_anew_is_counted_and_nothing_is_missing_by_it() {
        ledger.received(PAIR, 1, 1_000, 0);
        ledger.received(PAIR, 2, 1_010, 0);
        ledger.received(PAIR, 3, 5, 0);
        ledger.told(PAIR, NO_ID, 5, 0);
        ledger.received(PAIR, 4, 9, 0);
        assertThat(ledger.breaks()).isEqualTo(1);
        assertThat(ledger.nextUnmatched(LATER)).isEmpty();
    }

    @Test
    void trades_out_of_order_are_no_break() {
        ledger.received(PAIR, 1, 1_000, 0);
        ledger.received(PAIR, 4, 1_040, 0);
        ledger.received(PAIR, 2, 1_020, 0);
        ledger.received(PAIR, 2, 1_020, 0);
        ledger.received(PAIR, 3, 1_030, 0);
        assertThat(ledger.breaks()).isZero();
    }
}
