package lab.poller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.DeadLetter;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.progress.Heartbeat;
import lab.poller.books.BookLog;
import lab.poller.books.FollowedBooks;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Taken;
import lab.poller.pairs.FollowedPairs;
import lab.topics.Topic;
import lab.topics.codec.BookCodec;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import lab.topics.producer.HeartbeatSpan;

/**
 * Makes messages of what a feed gives, in the order in which it gives it.
 *
 * <p>Once per second of event time every pair of the feed gets a heartbeat, whatever moved the
 * time: so windows end where nobody trades. It comes behind the frame that moved the time. A frame
 * that would take the feed further ahead than back-pressure allows is held until it may.
 */
final class FrameRouter {
    private static final String CONFLICTING = "conflicting_trades";

    private final MarketFeed feed;
    private final MessageSink sink;
    private final BackPressure backPressure;
    private final FeedClock clock = new FeedClock();
    private final TradeContents contents = new TradeContents();
    private final HeartbeatSpan span = new HeartbeatSpan();
    private final Counts counts;
    private final ClockSkew skew;
    private final FollowedBooks books;
    private final BookLog bookLog;
    private final FollowedPairs pairs;

    FrameRouter(
            MarketFeed feed,
            MessageSink sink,
            BackPressure backPressure,
            Counts counts,
            ClockSkew skew,
            FollowedBooks books,
            FollowedPairs pairs) {
        this.feed = feed;
        this.sink = sink;
        this.backPressure = backPressure;
        this.counts = counts;
        this.skew = skew;
        this.books = books;
        this.pairs = pairs;
        this.bookLog = new BookLog(feed);
        pairs.follow(feed.pairs());
        feed.pairs().forEach(clock::know);
    }

    void route(Taken.Frame taken) throws InterruptedException {
        counts.frames.increment();
        route(taken.event(), taken);
        tellTime();
    }

    private void route(MarketEvent event, Taken.Frame taken) throws InterruptedException {
        switch (event) {
            case MarketEvent.Several(var events) -> {
                for (MarketEvent one : events) {
                    route(one, taken);
                }
            }
            case MarketEvent.Traded(var trade, var isNews) -> {
                reach(trade.time(), taken);
                if (contents.contradicts(trade)) {
                    counts.conflicting.increment();
                }
                if (isNews) {
                    publish(trade);
                }
            }
            case MarketEvent.Ticked ticked -> {
                reach(ticked.tick().time(), taken);
                clock.know(ticked.tick().pair());
                if (ticked.isNews()) {
                    publish(ticked);
                }
            }
            case MarketEvent.Beat beat -> {
                reach(beat.time(), taken);
                clock.advance(beat.pair(), beat.lastTradeId());
            }
            // Of a book the exchange does not say what moved the time, so it moves none.
            case MarketEvent.BookGiven(var snapshot) -> {
                publish(bookLog.given(snapshot, now(taken)));
                feed.hearBook(snapshot.pair(), books.take(snapshot));
            }
            case MarketEvent.BookChanged(var change) -> {
                publish(bookLog.changed(change, now(taken)));
                feed.hearBook(change.pair(), books.take(change));
            }
            case MarketEvent.BookBroken(var pair, var reason) -> {
                publish(bookLog.lost(pair, reason, now(taken)));
                if (books.lose(pair, reason)) {
                    bury(taken, reason);
                }
            }
            case MarketEvent.Other _ -> {}
            case MarketEvent.Refused(var message) -> bury(taken, "error: " + message);
            case MarketEvent.Ahead(var reason, var ahead) -> {
                skew.frameAhead(ahead);
                bury(taken, reason);
            }
            case MarketEvent.Malformed(var reason) -> bury(taken, reason);
            case MarketEvent.Unreadable(var reason) -> {
                publish(bookLog.lostAll(reason, now(taken)));
                books.loseAll(reason);
                bury(taken, reason);
            }
        }
    }

    void route(Taken.Filled filled) throws InterruptedException {
        publish(filled.trade());
    }

    void route(Taken.Garbage garbage) throws InterruptedException {
        var now = new BookLog.Now(clock.newest(), garbage.received(), garbage.line());
        publish(bookLog.lostAll(garbage.reason(), now));
        books.loseAll(garbage.reason());
        bury(garbage.bytes(), garbage.reason(), garbage.received(), garbage.line());
    }

    /** Nobody knows what becomes of a book meanwhile, whether or not its updates are numbered. */
    void route(Taken.Disconnected disconnected) throws InterruptedException {
        String reason = "the connection was lost: " + disconnected.reason();
        publish(bookLog.disconnected(reason, clock.newest()));
        books.disconnected(reason);
    }

    /** Goes on with these pairs: the last of those that are no more among them was heard. */
    void follow(List<Pair> wanted) throws InterruptedException {
        pairs.follow(wanted);
        for (Pair pair : List.copyOf(clock.lastTradeIds().keySet())) {
            if (!wanted.contains(pair)) {
                leave(pair, "the pair was removed");
            }
        }
        wanted.stream().filter(pairs::comes).forEach(clock::know);
    }

    void route(Taken.PairOver over) throws InterruptedException {
        pairs.over(over.pair(), over.reason());
        leave(over.pair(), over.reason());
    }

    /** Nobody is to wait for a pair that does not come any more. */
    private void leave(Pair pair, String reason) throws InterruptedException {
        OptionalLong lastTradeId = clock.forget(pair);
        Optional<Instant> time = clock.newest();
        if (lastTradeId.isPresent() && time.isPresent()) {
            keepOrder(Topic.HEARTBEATS, time.get());
            tell(pair, lastTradeId.getAsLong(), time.get(), true);
        }
        publish(bookLog.left(pair, reason, time));
        books.forget(pair);
    }

    /** Says of every pair that the feed has ended. */
    void end() throws InterruptedException {
        if (clock.newest().isPresent()) {
            tell(clock.newest().get(), true);
        }
    }

    Optional<Instant> newest() {
        return clock.newest();
    }

    void writeTo(ObjectNode json) {
        clock.writeTo(json);
        bookLog.writeTo(json);
        if (counts.conflicting.sum() > 0) {
            json.put(CONFLICTING, counts.conflicting.sum());
        }
    }

    void readFrom(JsonNode json) {
        clock.readFrom(json);
        bookLog.readFrom(json);
        counts.conflicting.add(json.path(CONFLICTING).asLong());
    }

    private void reach(Instant time, Taken.Frame taken) throws InterruptedException {
        skew.frameInTime();
        backPressure.awaitMayPass(time, taken.received());
        clock.advance(time);
    }

    private void publish(Trade trade) throws InterruptedException {
        clock.advance(trade.pair(), trade.tradeId());
        counts.trades.increment();
        keepOrder(Topic.TRADES, trade.time());
        sink.send(
                Topic.TRADES,
                trade.pair().name(),
                TradeCodec.encode(
                        new Trade(
                                trade.pair(),
                                trade.tradeId(),
                                trade.price(),
                                trade.size(),
                                trade.side(),
                                trade.sequence(),
                                trade.time(),
                                trade.exchange(),
                                clock.newest())));
    }

    private void publish(MarketEvent.Ticked ticked) throws InterruptedException {
        counts.ticks.increment();
        pairs.ticked(ticked.tick().pair(), ticked.tick().time());
        keepOrder(Topic.PRICES, ticked.tick().time());
        sink.send(
                Topic.PRICES,
                ticked.tick().pair().name(),
                TickCodec.encode(ticked.tick(), ticked.others()));
        backPressure.passed(ticked.tick().time());
    }

    private BookLog.Now now(Taken.Frame taken) {
        return new BookLog.Now(clock.newest(), taken.received(), taken.line());
    }

    /** A book is one pair's and moves no time, so nothing has to be kept in order with it. */
    private void publish(List<BookEntry> entries) throws InterruptedException {
        for (BookEntry entry : entries) {
            counts.bookMessages.increment();
            sink.send(Topic.BOOKS, entry.pair().name(), BookCodec.encode(entry));
        }
    }

    private void keepOrder(Topic topic, Instant time) {
        if (span.endsBefore(topic, EventTime.toMicros(time))) {
            sink.fence();
        }
    }

    private void bury(Taken.Frame taken, String reason) throws InterruptedException {
        int end = taken.offset() + taken.length();
        byte[] bytes = Arrays.copyOfRange(taken.bytes(), taken.offset(), end);
        bury(bytes, reason, taken.received(), taken.line());
    }

    private void bury(byte[] bytes, String reason, Instant received, OptionalLong line)
            throws InterruptedException {
        counts.deadLetters.increment();
        Optional<DeadLetter.Position> position =
                line.isPresent()
                        ? Optional.of(new DeadLetter.Position.InFeed(line.getAsLong()))
                        : Optional.empty();
        var letter = DeadLetter.of(feed.name(), reason, bytes, received, position);
        sink.send(Topic.DLQ, feed.name(), DeadLetterCodec.encode(letter));
    }

    private void tellTime() throws InterruptedException {
        if (clock.beginsSecond()) {
            tell(clock.newest().orElseThrow(), false);
        }
    }

    private void tell(Instant time, boolean ended) throws InterruptedException {
        keepOrder(Topic.HEARTBEATS, time);
        for (Map.Entry<Pair, Long> entry : clock.lastTradeIds().entrySet()) {
            tell(entry.getKey(), entry.getValue(), time, ended);
        }
    }

    private void tell(Pair pair, long lastTradeId, Instant time, boolean ended)
            throws InterruptedException {
        var heartbeat = new Heartbeat(pair, lastTradeId, time, feed.exchange(), ended);
        sink.send(Topic.HEARTBEATS, pair.name(), HeartbeatCodec.encode(heartbeat));
        counts.heartbeats.increment();
    }
}
