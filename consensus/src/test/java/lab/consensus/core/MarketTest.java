package lab.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.consensus.strategy.Knowable;
import lab.domain.Asset;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.book.BookLevel;
import lab.domain.book.BookTop;
import lab.domain.progress.Heartbeat;
import lab.topics.producer.HeartbeatSpan;
import org.junit.jupiter.api.Test;

class MarketTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Pair ETH = new Pair("ETH-USD");

    private Market market = newMarket();
    private long sequence;
    private Instant onBus = Instant.parse("2026-03-03T00:00:00Z");

    private static Market newMarket() {
        return new Market(new DecisionTimes(Duration.ofSeconds(15)), Duration.ofSeconds(30));
    }

    @Test
    void decides_fifteen_seconds_past_the_minute_once_all_pairs_are_past_it() {
        heartbeat(BTC, "10:00:05");
        heartbeat(ETH, "10:00:05");
        assertThat(market.pending()).contains(time("10:00:15"));
        heartbeat(BTC, "10:00:18");
        assertThat(market.hasPassed()).as("ETH is still behind").isFalse();
        heartbeat(ETH, "10:00:17");
        assertThat(market.hasPassed()).as("the grace is not over").isFalse();
        heartbeat(ETH, "10:00:17.000001");
        assertThat(market.hasPassed()).isTrue();
    }

    @Test
    void sees_nothing_behind_the_first_message_that_is_later() {
        heartbeat(BTC, "10:00:05");
        tick(BTC, "10:00:14", "100");
        tick(BTC, "10:00:15.000001", "200");
        tick(BTC, "10:00:14.5", "300");
        heartbeat(BTC, "10:00:18");
        market.finish();
        assertThat(bid()).contains("100");
        market.advance();
        heartbeat(BTC, "10:01:18");
        market.finish();
        assertThat(market.quote(BTC).orElseThrow().bid()).isEqualTo(Price.of("200"));
    }

    @Test
    void sees_an_order_book_up_to_the_first_entry_that_is_later() {
        market.readBooks(new Asset("USD"));
        heartbeat(BTC, "10:00:05");
        snapshot(BTC, "10:00:14", "100", "101");
        snapshot(BTC, "10:00:15.000001", "200", "201");
        snapshot(BTC, "10:00:14.5", "300", "301");
        assertThat(bookBid()).isEqualTo("100");
        heartbeat(BTC, "10:00:18");
        assertThat(market.hasPassed()).as("books move no time").isTrue();
        market.advance();
        assertThat(market.orderBook(BTC).seconds())
                .as("in the order of the log")
                .extracting(it -> it.start() + " " + it.said())
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .startsWith(
                                                "2026-03-02T10:00:14Z Known[top=BookTop[bid=100,"),
                        second ->
                                assertThat(second)
                                        .startsWith(
                                                "2026-03-02T10:00:15Z Known[top=BookTop[bid=300,"));
    }

    @Test
    void an_order_book_is_unknown_when_it_is_old_or_entries_are_missing() {
        heartbeat(BTC, "10:00:05");
        snapshot(BTC, "10:00:10", "100", "101");
        assertThat(bookBid()).as("nobody reads it").isEqualTo("? no order book yet");
        market.readBooks(new Asset("USD"));
        snapshot(BTC, "10:00:10", "100", "101");
        snapshot(new Pair("BTC-EUR"), "10:00:10", "100", "101");
        assertThat(market.orderBook(new Pair("BTC-EUR")).top())
                .isEqualTo(new Knowable.Unknown<>("no order book yet"));
        tick(BTC, "10:00:10", "100");
        market.advance();
        assertThat(bookBid()).isEqualTo("? the order book is older than 30 s");
        snapshot(BTC, "10:00:45", "102", "103");
        assertThat(bookBid()).isEqualTo("102");
        snapshot(BTC, "10:01:16", "104", "105");
        market.loseBooks("the bus no longer has all of it");
        assertThat(bookBid()).isEqualTo("? the bus no longer has all of it");
        heartbeat(BTC, "10:01:18");
        tick(BTC, "10:02:10", "100");
        market.advance();
        assertThat(bookBid()).isEqualTo("? the bus no longer has all of it");
        snapshot(BTC, "10:02:10", "106", "107");
        assertThat(bookBid()).isEqualTo("106");
    }

    private String bookBid() {
        return switch (market.orderBook(BTC).top()) {
            case Knowable.Known<BookTop>(var top, _) -> top.bid().toString();
            case Knowable.Unknown<BookTop>(var reason) -> "? " + reason;
        };
    }

    private void snapshot(Pair pair, String time, String bid, String ask) {
        var one = Quantity.of("1");
        market.take(
                new BookEntry(
                        pair,
                        "test",
                        "test",
                        OptionalLong.empty(),
                        time(time),
                        time(time),
                        new BookEntry.SnapshotPart(
                                1,
                                1,
                                OptionalLong.empty(),
                                List.of(new BookLevel(Price.of(bid), one)),
                                List.of(new BookLevel(Price.of(ask), one)))));
    }

    @Test
    void a_price_is_unknown_once_it_is_older_than_thirty_seconds() {
        heartbeat(BTC, "10:00:05");
        assertThat(bid()).isEmpty();
        tick(BTC, "10:00:10", "100");
        market.advance();
        assertThat(market.pending()).contains(time("10:01:15"));
        assertThat(bid()).isEmpty();
        tick(BTC, "10:00:45", "101");
        assertThat(bid()).contains("101");
    }

    @Test
    void who_pressed_is_known_when_the_candle_is_and_corrected_with_it() {
        heartbeat(BTC, "10:00:20");
        trade(1, "10:00:30", "10:00:30", "100");
        trade(2, "10:00:40", "10:01:14", "90");
        trade(3, "10:00:41", "10:01:16", "80");
        heartbeat(BTC, "10:01:20");
        market.finish();
        assertThat(market.flows(BTC)).extracting(Candle.Flow::tradeCount).containsExactly(2L);
        market.advance();
        market.finish();
        assertThat(market.flows(BTC)).extracting(Candle.Flow::tradeCount).containsExactly(3L);
        assertThat(market.flows(BTC))
                .extracting(Candle.Flow::start)
                .isEqualTo(market.candles(BTC).stream().map(Candle::start).toList());
    }

    @Test
    void a_candle_is_final_ten_seconds_after_its_minute_by_what_was_shown_then() {
        heartbeat(BTC, "10:00:20");
        trade(1, "10:00:30", "10:00:30", "100");
        trade(2, "10:00:40", "10:01:14", "90");
        trade(3, "10:00:41", "10:01:16", "80");
        heartbeat(BTC, "10:01:20");
        assertThat(market.hasPassed()).isTrue();
        market.finish();
        assertThat(market.candles(BTC)).extracting(Candle::low).containsExactly(Price.of("90"));
        market.advance();
        market.finish();
        assertThat(market.candles(BTC))
                .as("a late trade corrects it")
                .extracting(Candle::low)
                .containsExactly(Price.of("80"));
    }

    @Test
    void a_pair_that_fell_out_of_the_feed_holds_nobody_up() {
        heartbeat(ETH, "10:00:05");
        heartbeat(BTC, "10:00:45");
        assertThat(market.hasPassed()).isFalse();
        heartbeat(BTC, "10:00:46");
        assertThat(market.hasPassed()).isTrue();
    }

    @Test
    void the_end_of_the_feed_passes_what_it_came_to_and_nothing_more() {
        heartbeat(BTC, "10:00:05");
        ended(BTC, "10:00:15");
        assertThat(market.hasPassed()).isTrue();
        market.advance();
        assertThat(market.hasPassed()).isFalse();
        assertThat(market.hasEnded()).isTrue();
        heartbeat(BTC, "10:05:00");
        assertThat(market.hasEnded()).as("another feed has begun").isFalse();
    }

    @Test
    void a_market_without_heartbeats_is_passed_by_its_own_messages() {
        tick(BTC, "10:00:05", "100");
        assertThat(market.pending()).as("heartbeats may still come").isEmpty();
        onBus = onBus.plusSeconds(11);
        tick(BTC, "10:00:20", "100");
        assertThat(market.pending()).contains(time("10:00:15"));
        assertThat(market.hasPassed()).isFalse();
        tick(BTC, "10:00:25.1", "100");
        assertThat(market.hasPassed()).isTrue();
    }

    @Test
    void passes_over_the_minutes_in_which_nobody_could_trade() {
        heartbeat(BTC, "10:00:05");
        tick(BTC, "10:00:10", "100");
        tick(BTC, "14:30:40", "100");
        heartbeat(BTC, "14:30:40");
        market.advance();
        assertThat(market.pending()).contains(time("14:30:15"));
        market.advance();
        assertThat(market.pending()).contains(time("14:31:15"));
    }

    @Test
    void goes_on_from_what_it_was() {
        heartbeat(BTC, "10:00:20");
        tick(BTC, "10:01:10", "100");
        trade(1, "10:00:30", "10:00:30", "100");
        trade(2, "10:00:40", "10:01:16", "90");
        tick(BTC, "10:01:16", "102");
        heartbeat(BTC, "10:01:20");
        market.finish();
        Market.State state = market.state();
        market = newMarket();
        market.restore(state);
        assertThat(market.state()).isEqualTo(state);
        assertThat(market.hasPassed()).isTrue();
        assertThat(bid()).contains("100");
        market.advance();
        assertThat(bid()).as("stale by then").isEmpty();
        assertThat(market.quote(BTC).orElseThrow().bid()).isEqualTo(Price.of("102"));
        market.finish();
        assertThat(market.candles(BTC)).extracting(Candle::low).containsExactly(Price.of("90"));
    }

    private Optional<String> bid() {
        return market.knownQuote(BTC) instanceof Knowable.Known<?> known
                        && known.value() instanceof lab.domain.clearing.Quote quote
                ? Optional.of(quote.bid().toString())
                : Optional.empty();
    }

    private static Instant time(String ofDay) {
        return Instant.parse("2026-03-02T" + ofDay + "Z");
    }

    private void heartbeat(Pair pair, String at) {
        heartbeat(pair, time(at), false);
    }

    private void ended(Pair pair, String at) {
        heartbeat(pair, time(at), true);
    }

    private void heartbeat(Pair pair, Instant at, boolean ended) {
        market.take(new Heartbeat(pair, 0, at, "test", ended), onBus);
    }

    private void tick(Pair pair, String at, String bid) {
        market.take(
                new Tick(
                        pair,
                        sequence++,
                        Price.of(bid),
                        Price.of(bid),
                        Price.of(bid),
                        BigDecimal.ONE,
                        time(at),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "test"),
                onBus);
    }

    private void trade(long id, String at, String shownAt, String price) {
        market.take(
                new Trade(
                        BTC,
                        id,
                        Price.of(price),
                        Quantity.of("1"),
                        Side.BUY,
                        sequence++,
                        time(at),
                        "test",
                        Optional.of(time(shownAt))),
                onBus);
    }

    @Test
    void messages_that_overtake_heartbeats_on_their_way_are_never_taken_for_their_end() {
        assertThat(HeartbeatSpan.MAX.plus(Market.GRACE)).isLessThan(Market.CEASED);
        assertThat(HeartbeatSpan.MAX_WITHOUT).isLessThan(Market.QUIET);
    }

    @Test
    void a_past_that_comes_slowly_is_not_taken_for_a_market_without_heartbeats() {
        market.isToldAgain();
        trade(1, "10:00:05", "10:00:05", "100");
        onBus = onBus.plusSeconds(60);
        trade(2, "10:04:00", "10:04:00", "100");
        assertThat(market.hasPassed()).isFalse();
        tick(BTC, "10:00:05", "100");
        heartbeat(BTC, "10:00:05");
        heartbeat(BTC, "10:01:20");
        assertThat(market.pending()).contains(time("10:00:15"));
        assertThat(market.hasPassed()).isTrue();
        assertThat(bid()).contains("100");
    }
}
