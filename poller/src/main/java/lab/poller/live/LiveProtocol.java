package lab.poller.live;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.MarketEvent;

/**
 * What of a live feed is one exchange's own: how it is connected to, how its frames are read, what
 * in them shows that something is missing, and how it is asked. The feed's thread calls it.
 */
public interface LiveProtocol extends AutoCloseable {
    /** What trades and ticks are said to come from. */
    String exchange();

    /** How some pairs are connected to; there is one at least. */
    LiveSocket.Connection connection(List<Pair> pairs);

    /** What is sent over a connection that is open, so that pairs come and go. */
    List<String> changes(List<Pair> added, List<Pair> removed);

    /**
     * What is sent when the exchange has refused a pair, so that the others come.
     *
     * @param others all but that pair
     */
    default List<String> afterRefusal(List<Pair> others) {
        return List.of();
    }

    /** Which of some pairs the exchange will not give, by the words of its refusal. */
    default Optional<Pair> refused(String message, Collection<Pair> pairs) {
        return Optional.empty();
    }

    /** Hears that a pair is to come; says why it cannot. */
    default Optional<String> know(Pair pair) {
        return Optional.empty();
    }

    /** Hears that a pair comes no more: should it come again, it begins anew. */
    default void forget(Pair pair) {}

    /** Asks, some time, whether a pair is listed; false if there are too many questions already. */
    boolean askListing(Pair pair);

    /** Why the exchange does not list a pair; asked at once, by any thread. */
    Optional<String> unlisted(Pair pair) throws InterruptedException;

    FrameDecoder decoder();

    /** Begins to ask. */
    void start();

    /** Asks for the trades of a gap, some time; false if there are too many questions already. */
    boolean ask(Gap gap);

    /** Asks whatever else there is to ask; called often. */
    default void look(long nowNanos) {}

    /** Hears every event before it is judged. */
    default void hear(MarketEvent event, long nowNanos) {}

    /** Whether a tick is none that came before. */
    boolean isNews(Tick tick);

    /** Whether a frame that means nothing else says that the connection is about to end. */
    default boolean endsConnection(String type) {
        return false;
    }

    /** Hears how the order book of a pair stands. */
    default void hearBook(Pair pair, boolean isInStep, long nowNanos) {}

    /** How often sequences showed that trades are missing, beside those that the ledger counts. */
    default long gapsBySequence() {
        return 0;
    }

    /** How often the exchange began its sequence anew. */
    default long sequenceBreaks() {
        return 0;
    }

    @Override
    void close();
}
