package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.book.BookEntry;
import lab.domain.book.BookOutcome;
import lab.domain.book.BookView;
import lab.domain.book.FollowedBook;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.Speed;
import lab.poller.feed.Taken;
import lab.poller.position.FeedPosition;
import lab.poller.simulator.SimulatorFeed;
import org.junit.jupiter.api.Test;

/** Order books of a simulated market. */
class SimulatedBooksTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-05T10:00:00Z"));
    private static final long EVENTS = 8_000;

    @Test
    void a_market_is_what_it_would_be_without_books() throws Exception {
        List<String> with = texts(market(7, true));
        assertThat(with).filteredOn(SimulatedBooksTest::isOfBook).hasSizeGreaterThan(1_000);
        assertThat(with)
                .filteredOn(text -> !isOfBook(text))
                .containsExactlyElementsOf(texts(market(7, false)));
    }

    @Test
    void a_books_best_levels_are_those_of_the_newest_ticker() throws Exception {
        SimulatorFeed feed = market(7, true);
        feed.start(JsonNodeFactory.instance.objectNode());
        Map<Pair, FollowedBook> books = new HashMap<>();
        Map<Pair, Tick> ticks = new HashMap<>();
        int compared = 0;
        for (Taken taken = feed.take(Duration.ZERO);
                taken instanceof Taken.Frame frame;
                taken = feed.take(Duration.ZERO)) {
            switch (frame.event()) {
                case MarketEvent.Ticked(var tick, _, _) -> ticks.put(tick.pair(), tick);
                case MarketEvent.BookGiven(var whole) ->
                        assertThat(book(books, whole.pair()).take(whole))
                                .as("what is told as a whole is what was followed")
                                .isIn(BookOutcome.JOINED, BookOutcome.CONFIRMED);
                case MarketEvent.BookChanged(var change) ->
                        assertThat(book(books, change.pair()).take(change))
                                .isEqualTo(BookOutcome.APPLIED);
                default -> {}
            }
            Pair pair = frame.event().about().orElseThrow();
            boolean isOfBook =
                    frame.event() instanceof MarketEvent.BookGiven
                            || frame.event() instanceof MarketEvent.BookChanged;
            if (isOfBook && ticks.containsKey(pair)) {
                var known = (BookView.Known) book(books, pair).view();
                Tick tick = ticks.get(pair);
                assertThat(known.book().best(Side.BUY).orElseThrow().price())
                        .isEqualTo(tick.bestBid());
                assertThat(known.book().best(Side.SELL).orElseThrow().price())
                        .isEqualTo(tick.bestAsk());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(3_000);
        assertThat(books).hasSize(6);
    }

    @Test
    void who_was_stopped_goes_on_with_the_same_books_and_doubles_no_line() throws Exception {
        RecordingSink whole = FeedRun.all(market(7, true));
        for (int stop : List.of(1, 17, 900, 2_500)) {
            var sink = new RecordingSink();
            var run = new FeedRun(market(7, true), sink, FeedPosition.beginning());
            run.take(stop);
            FeedPosition position = run.position();
            new FeedRun(market(7, false), sink, position).take(Integer.MAX_VALUE);
            assertThat(sink.messages()).as("stopped after %d", stop).isEqualTo(whole.messages());
        }
        assertThat(whole.books()).hasSizeGreaterThan(1_000);
    }

    /** Nothing was heard of any book yet: when was it lost? */
    @Test
    void a_pair_that_leaves_first_of_all_after_a_restart_takes_its_book_along() throws Exception {
        var before = new RecordingSink();
        var run = new FeedRun(market(7, true), before, FeedPosition.beginning());
        run.take(900);
        BookEntry newest = before.books().getLast();
        List<Pair> others =
                before.books().stream()
                        .map(BookEntry::pair)
                        .distinct()
                        .filter(pair -> !pair.equals(newest.pair()))
                        .toList();
        var after = new RecordingSink();
        new FeedRun(market(7, true), after, run.position()).follow(others);
        assertThat(after.books()).hasSize(1);
        BookEntry lost = after.books().getFirst();
        assertThat(lost.pair()).isEqualTo(newest.pair());
        assertThat(lost.said()).isInstanceOf(BookEntry.Lost.class);
        assertThat(lost.time()).isAfter(newest.time());
        assertThat(lost.received()).isBetween(newest.time(), newest.received());
    }

    /** A directory of the time before, or a start that says so later. */
    @Test
    void a_market_without_books_may_get_them() throws Exception {
        SimulatorFeed before = market(7, false);
        before.start(JsonNodeFactory.instance.objectNode());
        for (int i = 0; i < 500; i++) {
            before.take(Duration.ZERO);
        }
        ObjectNode state = before.state();
        SimulatorFeed after = market(7, true);
        after.start(state);
        List<String> texts = rest(after);
        assertThat(texts).anyMatch(text -> text.contains("\"type\":\"snapshot\""));
        before.start(state);
        assertThat(texts)
                .filteredOn(text -> !isOfBook(text))
                .containsExactlyElementsOf(rest(before));
    }

    private static FollowedBook book(Map<Pair, FollowedBook> books, Pair pair) {
        return books.computeIfAbsent(pair, _ -> new FollowedBook());
    }

    private static boolean isOfBook(String text) {
        return text.contains("\"type\":\"snapshot\"") || text.contains("\"type\":\"l2update\"");
    }

    private static List<String> texts(SimulatorFeed feed) throws InterruptedException {
        feed.start(JsonNodeFactory.instance.objectNode());
        return rest(feed);
    }

    private static List<String> rest(SimulatorFeed feed) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        while (feed.take(Duration.ZERO) instanceof Taken.Frame frame) {
            texts.add(
                    new String(
                            frame.bytes(), frame.offset(), frame.length(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static SimulatorFeed market(long seed, boolean hasBooks) {
        return SimulatorFeed.open(
                Exchanges.COINBASE.pairs(),
                OptionalLong.of(seed),
                OptionalLong.of(EVENTS),
                Speed.MAX,
                hasBooks,
                CLOCK);
    }
}
