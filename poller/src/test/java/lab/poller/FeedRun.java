package lab.poller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.domain.Pair;
import lab.poller.books.FollowedBooks;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Taken;
import lab.poller.pairs.FollowedPairs;
import lab.poller.position.FeedPosition;

/** Takes from a feed and makes messages, without threads and without a bus. */
final class FeedRun {
    private static final Duration WAIT = Duration.ofMillis(20);

    private final MarketFeed feed;
    private final RecordingSink sink;
    private final FrameRouter router;
    private final ClockSkew skew;
    private final Counts counts = new Counts();
    private final FollowedBooks books = new FollowedBooks();
    private final FollowedPairs pairs = new FollowedPairs();

    FeedRun(MarketFeed feed, RecordingSink sink, FeedPosition from) {
        this.feed = feed;
        this.sink = sink;
        this.skew = ClockSkew.of(feed);
        this.router = new FrameRouter(feed, sink, BackPressure.open(), counts, skew, books, pairs);
        router.readFrom(from.clock());
        feed.start(from.feed());
    }

    static RecordingSink all(MarketFeed feed) throws InterruptedException {
        var run = new FeedRun(feed, new RecordingSink(), FeedPosition.beginning());
        run.take(Integer.MAX_VALUE);
        return run.sink;
    }

    /** Takes so many things, or up to the end; says whether that has come. */
    boolean take(int things) throws InterruptedException {
        for (int i = 0; i < things; i++) {
            switch (feed.take(WAIT)) {
                case Taken.Frame frame -> router.route(frame);
                case Taken.Garbage garbage -> router.route(garbage);
                case Taken.Filled filled -> router.route(filled);
                case Taken.Disconnected disconnected -> router.route(disconnected);
                case Taken.PairOver over -> router.route(over);
                case Taken.Note() -> {}
                case Taken.Nothing() -> {}
                case Taken.Ended() -> {
                    router.end();
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes one thing after another until something is so. */
    void takeUntil(Callable<Boolean> condition) throws Exception {
        Eventually.isTrue(
                "it comes",
                () -> {
                    take(1);
                    return condition.call();
                });
    }

    /** As a poller does when pairs come and go. */
    void follow(List<Pair> wanted) throws InterruptedException {
        feed.follow(wanted);
        router.follow(wanted);
    }

    /** Why a pair does not come any more. */
    Optional<String> over(Pair pair) {
        return Optional.ofNullable(pairs.standings().get(pair))
                .flatMap(FollowedPairs.Standing::over);
    }

    RecordingSink sink() {
        return sink;
    }

    Counts counts() {
        return counts;
    }

    FollowedBooks books() {
        return books;
    }

    ClockSkew skew() {
        return skew;
    }

    FeedPosition position() {
        ObjectNode clock = JsonNodeFactory.instance.objectNode();
        router.writeTo(clock);
        return new FeedPosition(feed.state(), clock, false);
    }
}
