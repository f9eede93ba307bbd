package lab.poller.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;

/**
 * An exchange beside the lab's own: what it calls {@code BTC-USDT} is {@code BTC-USDT@binance} to
 * everyone else, so that pairs of two exchanges are never taken for one.
 */
public final class VenueFeed implements MarketFeed {
    private final MarketFeed feed;

    /**
     * @param feed whose pairs have no venue in their names
     */
    public VenueFeed(MarketFeed feed) {
        this.feed = feed;
    }

    private Pair named(Pair pair) {
        return pair.at(feed.exchange());
    }

    /** Those of a list by the exchange's own names. */
    public static List<Pair> ofExchange(List<Pair> named) {
        return named.stream().map(Pair::withoutVenue).toList();
    }

    @Override
    public String name() {
        return feed.name();
    }

    @Override
    public String exchange() {
        return feed.exchange();
    }

    @Override
    public boolean isSimulated() {
        return feed.isSimulated();
    }

    @Override
    public String identity() {
        return feed.identity();
    }

    @Override
    public boolean wasKnownAs(String identity) {
        return feed.wasKnownAs(identity);
    }

    @Override
    public long given(ObjectNode state) {
        return feed.given(state);
    }

    @Override
    public boolean endsForGood() {
        return feed.endsForGood();
    }

    @Override
    public boolean canWait() {
        return feed.canWait();
    }

    @Override
    public List<Pair> pairs() {
        return feed.pairs().stream().map(this::named).toList();
    }

    @Override
    public ObjectNode adopt(String identity, ObjectNode state) {
        return feed.adopt(identity, state);
    }

    @Override
    public void follow(List<Pair> wanted) {
        feed.follow(ofExchange(wanted));
    }

    @Override
    public Optional<String> refuses(Pair pair) throws InterruptedException {
        return feed.refuses(pair.withoutVenue());
    }

    @Override
    public void start(ObjectNode state) {
        feed.start(state);
    }

    @Override
    public Taken take(Duration waitMax) throws InterruptedException {
        return switch (feed.take(waitMax)) {
            case Taken.Frame(
                            var event,
                            var bytes,
                            int offset,
                            int length,
                            var received,
                            var line) ->
                    new Taken.Frame(named(event), bytes, offset, length, received, line);
            case Taken.Filled(var trade) -> new Taken.Filled(trade.withPair(named(trade.pair())));
            case Taken.PairOver(var pair, var reason) -> new Taken.PairOver(named(pair), reason);
            case Taken.Garbage garbage -> garbage;
            case Taken.Disconnected disconnected -> disconnected;
            case Taken.Note note -> note;
            case Taken.Nothing nothing -> nothing;
            case Taken.Ended ended -> ended;
        };
    }

    private MarketEvent named(MarketEvent event) {
        return switch (event) {
            case MarketEvent.Traded(var trade, boolean isNews) ->
                    new MarketEvent.Traded(trade.withPair(named(trade.pair())), isNews);
            case MarketEvent.Ticked(var tick, var others, boolean isNews) ->
                    new MarketEvent.Ticked(tick.withPair(named(tick.pair())), others, isNews);
            case MarketEvent.Beat(var pair, long lastTradeId, long sequence, var time) ->
                    new MarketEvent.Beat(named(pair), lastTradeId, sequence, time);
            case MarketEvent.BookGiven(var book) ->
                    new MarketEvent.BookGiven(book.withPair(named(book.pair())));
            case MarketEvent.BookChanged(var change) ->
                    new MarketEvent.BookChanged(change.withPair(named(change.pair())));
            case MarketEvent.BookBroken(var pair, var reason) ->
                    new MarketEvent.BookBroken(pair.map(this::named), reason);
            case MarketEvent.Several(var events) ->
                    new MarketEvent.Several(events.stream().map(this::named).toList());
            case MarketEvent.Other _,
                    MarketEvent.Refused _,
                    MarketEvent.Ahead _,
                    MarketEvent.Malformed _,
                    MarketEvent.Unreadable _ ->
                    event;
        };
    }

    @Override
    public void hearBook(Pair pair, boolean isInStep) {
        feed.hearBook(pair.withoutVenue(), isInStep);
    }

    @Override
    public ObjectNode state() {
        return feed.state();
    }

    @Override
    public FeedHealth health() {
        return feed.health();
    }

    @Override
    public Optional<String> incomplete() {
        return feed.incomplete();
    }

    @Override
    public void close() {
        feed.close();
    }
}
