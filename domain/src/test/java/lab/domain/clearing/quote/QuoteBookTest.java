package lab.domain.clearing.quote;

import static lab.domain.clearing.Cases.BTC;
import static lab.domain.clearing.Cases.ETH;
import static lab.domain.clearing.Cases.MICRO;
import static lab.domain.clearing.Cases.at;
import static lab.domain.clearing.Cases.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.Tick;
import lab.domain.clearing.Cases;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Finding;
import lab.domain.clearing.Quote;
import lab.domain.clearing.RejectReason;
import org.junit.jupiter.api.Test;

class QuoteBookTest {
    private static final String NO_QUOTE = "NO_QUOTE";
    private static final String TOO_LATE = "TOO_LATE";
    private static final String WAITS = "waits";

    @Test
    void the_quote_is_strictly_later_than_the_order() {
        check("#2", at(10), tick(1, at(10)), tick(2, at(10).plus(MICRO)));
        check(WAITS, at(10), tick(1, at(10)));
    }

    @Test
    void a_quote_of_exactly_thirty_seconds_later_fills_and_a_microsecond_more_does_not() {
        check("#1", at(0), tick(1, at(30)));
        check(NO_QUOTE, at(0), tick(1, at(30).plus(MICRO)));
    }

    @Test
    void there_is_none_if_the_first_later_quote_is_too_late_though_an_older_one_follows() {
        check(NO_QUOTE, at(0), tick(1, at(31)), tick(2, at(20)));
    }

    @Test
    void a_tick_that_is_no_quote_is_passed_over() {
        check("#5", at(0), noQuote(1, at(1), "0", "101"), tick(5, at(2)));
        check("#5", at(0), noQuote(1, at(1), "100", "0"), tick(5, at(2)));
        check("#5", at(0), noQuote(1, at(1), "101.00000001", "101"), tick(5, at(2)));
        check("#1", at(0), noQuote(1, at(1), "101", "101"), tick(5, at(2)));
    }

    @Test
    void a_tick_older_than_the_newest_quote_is_passed_over() {
        check("#3", at(5), tick(1, at(4)), tick(2, at(3)), tick(3, at(6)));
        check("#1", at(1), tick(1, at(4)), tick(2, at(3)));
    }

    @Test
    void a_tick_that_repeats_the_newest_quotes_sequence_is_passed_over() {
        check("#2", at(5), tick(1, at(4)), tick(1, at(6)), tick(2, at(7)));
        check("#1", at(5), tick(1, at(3)), tick(2, at(4)), tick(1, at(6)));
    }

    @Test
    void of_two_quotes_of_one_time_the_first_is_it() {
        check("#1", at(5), tick(1, at(6)), tick(2, at(6)));
        check("#3", at(6), tick(1, at(6)), tick(2, at(6)), tick(3, at(7)));
    }

    @Test
    void a_second_quote_of_one_time_is_the_newest_whose_sequence_may_not_repeat() {
        check("#3", at(6), tick(1, at(6)), tick(2, at(6)), tick(2, at(7)), tick(3, at(8)));
    }

    @Test
    void a_tick_that_is_no_quote_still_moves_event_time() {
        Tick dead = noQuote(1, at(30).plus(MICRO), "0", "0");
        check(NO_QUOTE, at(0), dead);
        check(NO_QUOTE, at(0), dead, tick(2, at(20)));
        check("#2", at(0), noQuote(1, at(30), "0", "0"), tick(2, at(20)));
        check("#2", at(0), noQuote(1, at(30), "0", "0"), tick(2, at(30)));
    }

    /** A client may write all ticks of one pair before the first of the next. */
    @Test
    void other_pairs_of_the_partition_do_not_move_a_pairs_event_time() {
        check(WAITS, at(0), tick(ETH, 1, at(7200), "1", "2"));
        check("#2", at(0), tick(ETH, 1, at(7200), "1", "2"), tick(2, at(20)));
    }

    @Test
    void event_time_that_was_decided_closes_a_silent_pair_by_a_grace_more() {
        for (boolean isFirst : new boolean[] {true, false}) {
            var found = new ArrayList<Claim>();
            var book = new QuoteBook(new Cases.Kept());
            if (isFirst) {
                book.ask(wanted(0, at(0)), found::add);
            }
            book.advanceTo(at(40), found::add);
            assertThat(found).isEmpty();
            book.advanceTo(at(40).plus(MICRO), found::add);
            book.tick(tick(1, at(20)), found::add);
            if (!isFirst) {
                book.ask(wanted(0, at(0)), found::add);
            }
            assertThat(words(found)).containsExactly(NO_QUOTE);
        }
    }

    @Test
    void each_order_waits_as_long_as_its_own_terms_say() {
        for (boolean restores : new boolean[] {false, true}) {
            var store = new Cases.Kept();
            var found = new ArrayList<Claim>();
            var book = new QuoteBook(store);
            book.ask(wanted(0, at(0), waiting(60)), found::add);
            book.ask(wanted(1, at(1), waiting(5)), found::add);
            book.ask(wanted(2, at(2), waiting(30)), found::add);
            book = restores ? store.restored() : book;
            book.advanceTo(at(16).plus(MICRO), found::add);
            assertThat(words(found)).containsExactly(NO_QUOTE);
            assertThat(found.getFirst().number()).isEqualTo(1);
            book = restores ? store.restored() : book;
            book.tick(tick(7, at(60)), found::add);
            assertThat(words(found)).containsExactly(NO_QUOTE, NO_QUOTE, "#7");
            assertThat(found.getLast().number()).isEqualTo(0);
            // Those that come after the quote are answered as if they had waited for it.
            found.clear();
            book = restores ? store.restored() : book;
            book.ask(wanted(3, at(0), waiting(60)), found::add);
            book.ask(wanted(4, at(29), waiting(30)), found::add);
            book.ask(wanted(5, at(54), waiting(5)), found::add);
            book.ask(wanted(6, at(55), waiting(5)), found::add);
            assertThat(words(found)).containsExactly("#7", NO_QUOTE, NO_QUOTE, "#7");
        }
    }

    private static ClearingTerms waiting(int seconds) {
        return ClearingTerms.STANDARD.with(
                ClearingTerms.STANDARD.slippage(),
                ClearingTerms.STANDARD.feeRate(),
                Duration.ofSeconds(seconds));
    }

    @Test
    void an_order_is_too_late_if_more_than_an_hour_behind_its_pairs_newest_tick() {
        checkAfter("#1", at(0), tick(1, at(1)), noQuote(2, at(3600), "0", "0"));
        checkAfter(TOO_LATE, at(0), tick(1, at(1)), noQuote(2, at(3600).plus(MICRO), "0", "0"));
        checkAfter(WAITS, at(0), tick(ETH, 1, at(7200), "1", "2"));
    }

    @Test
    void quotes_are_dropped_an_hour_later_and_answered_orders_at_once() {
        var store = new Cases.Kept();
        var book = new QuoteBook(store);
        for (int second = 0; second <= 7200; second++) {
            book.ask(wanted(second, at(second - 0.5)), _ -> {});
            book.tick(tick(second, at(second)), _ -> {});
        }
        // 3,600 quotes in blocks, the oldest not all of this hour; the pair's head, the clock.
        int blocks = 3_600 / QuoteBlock.QUOTES_MAX + 2;
        assertThat(store.entries).hasSizeBetween(blocks, blocks + 2);
    }

    @Test
    void an_order_on_a_pair_that_never_ticks_leaves_nothing_behind() {
        var store = new Cases.Kept();
        var found = new ArrayList<Claim>();
        var book = new QuoteBook(store);
        book.ask(wanted(0, at(0)), found::add);
        assertThat(store.entries).hasSize(1);
        book.advanceTo(Instant.MAX, found::add);
        assertThat(words(found)).containsExactly(NO_QUOTE);
        assertThat(store.entries).containsOnlyKeys("clock");
    }

    @Test
    void a_tick_that_the_bus_took_later_makes_no_request_late() {
        checkStamped("#1", 20, stamped(10, tick(1, at(1))), stamped(20, tick(2, at(43_200))));
        checkStamped("#1", 15, stamped(10, tick(1, at(1))), stamped(20, tick(2, at(43_200))));
        checkStamped(TOO_LATE, 21, stamped(10, tick(1, at(1))), stamped(20, tick(2, at(43_200))));
        checkStamped("#1", 5, stamped(10, tick(1, at(1))), stamped(20, tick(2, at(43_200))));
    }

    @Test
    void a_stamp_that_steps_back_counts_as_the_greatest_before_it() {
        Stamped[] ticks = {
            stamped(10, tick(ETH, 1, at(1), "1", "2")),
            stamped(4, tick(1, at(43_200))),
            stamped(5, tick(2, at(43_201)))
        };
        checkStamped(NO_QUOTE, 5, ticks);
        checkStamped(NO_QUOTE, 10, ticks);
        checkStamped(TOO_LATE, 11, ticks);
    }

    @Test
    void a_tick_that_is_no_quote_makes_late_too_and_is_remembered_for_that() {
        checkStamped(TOO_LATE, 21, stamped(10, tick(1, at(1))), stamped(20, dead(at(3601))));
        checkStamped("#1", 20, stamped(10, tick(1, at(1))), stamped(20, dead(at(3601))));
    }

    @Test
    void what_no_request_to_come_may_want_is_forgotten() {
        var store = new Cases.Kept();
        var book = new QuoteBook(store);
        for (int second = 0; second < 7200; second++) {
            book.tick(tick(second, at(second)), second, _ -> {});
        }
        int all = 7_200 / QuoteBlock.QUOTES_MAX + 1;
        assertThat(store.entries).hasSizeBetween(all, all + 2);
        book.requestsReadTo(7_200);
        int blocks = 3_600 / QuoteBlock.QUOTES_MAX + 2;
        assertThat(store.entries).hasSizeBetween(blocks, blocks + 2);

        var found = new ArrayList<Claim>();
        book.stampsPassed(7_200, found::add);
        book.ask(wanted(0, at(3_599)).takenAt(7_200), found::add);
        book.ask(wanted(1, at(3_598)).takenAt(7_200), found::add);
        assertThat(words(found)).containsExactly("#3600", TOO_LATE);
    }

    private record Stamped(long taken, Tick tick) {}

    private static Stamped stamped(long taken, Tick tick) {
        return new Stamped(taken, tick);
    }

    private static Tick dead(Instant time) {
        return noQuote(9, time, "0", "0");
    }

    /** The same answer wherever the order of second 0 is read, and wherever one restarts. */
    private static void checkStamped(String expected, long taken, Stamped... ticks) {
        for (int place = 0; place <= ticks.length; place++) {
            for (boolean restores : new boolean[] {false, true}) {
                var store = new Cases.Kept();
                var found = new ArrayList<Claim>();
                var book = new QuoteBook(store);
                for (int i = 0; i <= ticks.length; i++) {
                    if (i == place) {
                        book.ask(wanted(0, at(0)).takenAt(taken), found::add);
                        book.requestsReadTo(taken);
                    }
                    book = restores ? store.restored() : book;
                    if (i < ticks.length) {
                        book.tick(ticks[i].tick(), ticks[i].taken(), found::add);
                    }
                }
                book.stampsPassed(100, found::add);
                assertThat(words(found)).as("read at %d", place).containsExactly(expected);
            }
        }
    }

    @Test
    void a_claim_that_wants_no_quote_is_refused() {
        var book = new QuoteBook(new Cases.Kept());
        var funded =
                new Claim(
                        Cases.fund("f", "USD", "1"), 0, new Finding.Fund(), ClearingTerms.STANDARD);
        assertThatThrownBy(() -> book.ask(funded, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("claim: must want a quote, was ");
    }

    /** The same answer wherever among the ticks the order comes, restored at every step or not. */
    private static void check(String expected, Instant order, Tick... ticks) {
        for (int place = 0; place <= ticks.length; place++) {
            assertThat(answer(order, List.of(ticks), place, false)).isEqualTo(expected);
            assertThat(answer(order, List.of(ticks), place, true)).isEqualTo(expected);
        }
    }

    private static void checkAfter(String expected, Instant order, Tick... ticks) {
        assertThat(answer(order, List.of(ticks), ticks.length, false)).isEqualTo(expected);
        assertThat(answer(order, List.of(ticks), ticks.length, true)).isEqualTo(expected);
    }

    private static String answer(Instant order, List<Tick> ticks, int place, boolean restores) {
        var store = new Cases.Kept();
        var found = new ArrayList<Claim>();
        var book = new QuoteBook(store);
        for (int i = 0; i <= ticks.size(); i++) {
            if (i == place) {
                book.ask(wanted(0, order), found::add);
            }
            book = restores ? store.restored() : book;
            if (i < ticks.size()) {
                book.tick(ticks.get(i), found::add);
            }
        }
        assertThat(found).hasSizeLessThanOrEqualTo(1);
        return found.isEmpty() ? WAITS : words(found).getFirst();
    }

    private static List<String> words(List<Claim> found) {
        return found.stream().map(QuoteBookTest::word).toList();
    }

    private static String word(Claim claim) {
        return switch (claim.finding()) {
            case Finding.Quoted(Quote quote) -> "#" + quote.sequence();
            case Finding.Refused(RejectReason reason) -> reason.name();
            case Finding.QuoteWanted() -> WAITS;
            case Finding.Fund() -> "fund";
        };
    }

    private static Claim wanted(long number, Instant time) {
        return wanted(number, time, ClearingTerms.STANDARD);
    }

    private static Claim wanted(long number, Instant time, ClearingTerms terms) {
        Claim claim =
                new Claim(
                        Cases.order("o" + number, "BUY", "1", time),
                        number,
                        new Finding.QuoteWanted(),
                        terms);
        assertThat(claim.wantsQuoteOf()).isEqualTo(Optional.of(BTC));
        return claim;
    }

    private static Tick noQuote(long sequence, Instant time, String bid, String ask) {
        return tick(BTC, sequence, time, bid, ask);
    }
}
