package lab.poller.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;

/**
 * Where a market comes from: an exchange, a recording or the simulator. One thread calls it.
 *
 * <p>A feed is asked, it does not push: so one that can wait is held back by whoever asks, and what
 * it says about where it is holds exactly for what it has given.
 */
public interface MarketFeed extends AutoCloseable {
    /** What a user calls it: {@code coinbase}, {@code file}, {@code simulator}. */
    String name();

    /** What its trades and ticks are said to come from. */
    String exchange();

    boolean isSimulated();

    /** Which market this is; a position goes with it. */
    String identity();

    /**
     * Whether a position that was written for another identity is one of this market: identities
     * once said more than which market it was.
     */
    default boolean wasKnownAs(String identity) {
        return false;
    }

    /** How much a state has given, by which the furthest of several positions is told. */
    default long given(ObjectNode state) {
        return 0;
    }

    /**
     * Whether an end is for good. It is not where a setting makes it: with another setting there is
     * more to give.
     */
    default boolean endsForGood() {
        return true;
    }

    /** Whether it may be held back; an exchange may not. */
    default boolean canWait() {
        return true;
    }

    /** The pairs that it is known to have before it has shown any. */
    default List<Pair> pairs() {
        return List.of();
    }

    /**
     * Makes a state of today's of one that was written under a former identity, where that said
     * something that the state did not.
     */
    default ObjectNode adopt(String identity, ObjectNode state) {
        return state;
    }

    /** Gives these pairs from here on and no others, where it is up to it which it gives. */
    default void follow(List<Pair> wanted) {}

    /**
     * Why it will not give a pair, as far as that can be found out; an exchange is asked. Any
     * thread may ask.
     */
    default Optional<String> refuses(Pair pair) throws InterruptedException {
        return Optional.of("feed %s gives the pairs that it has, and no others".formatted(name()));
    }

    /** Begins, or goes on from a state that it once gave. */
    void start(ObjectNode state);

    /** Gives the next thing, waiting for it no longer than told. */
    Taken take(Duration waitMax) throws InterruptedException;

    /**
     * Hears how the order book of a pair stands behind what it has given: a feed that can ask for a
     * snapshot does so where the book is not in step.
     */
    default void hearBook(Pair pair, boolean isInStep) {}

    /** Everything it needs to go on behind what it has given. */
    ObjectNode state();

    FeedHealth health();

    /** Why it ends before the end of what it was to give, if it does. */
    default Optional<String> incomplete() {
        return Optional.empty();
    }

    @Override
    void close();
}
