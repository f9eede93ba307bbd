package lab.poller.live;

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

    LiveSocket.Connection connection();

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
