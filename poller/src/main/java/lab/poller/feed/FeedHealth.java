package lab.poller.feed;

import java.util.Optional;

/**
 * How a feed is doing.
 *
 * @param connected whether frames can come
 * @param gapsByTradeId times that ids showed that trades are missing
 * @param gapsBySequence times that sequences did; a gap may be seen by both
 * @param sequenceBreaks times that the exchange began its sequence anew
 * @param tradesMissing that are still to be asked for
 * @param tradesFilled that were missing and then got
 * @param tradesLost that could not be got
 * @param spoolFrames that wait to be taken
 * @param spoolDropped frames for which there was no room
 * @param reconnects connections after the first
 * @param trouble what keeps it from working, if anything
 */
public record FeedHealth(
        boolean connected,
        long gapsByTradeId,
        long gapsBySequence,
        long sequenceBreaks,
        long tradesMissing,
        long tradesFilled,
        long tradesLost,
        int spoolFrames,
        long spoolDropped,
        long reconnects,
        Optional<String> trouble) {
    public static final FeedHealth FINE =
            new FeedHealth(true, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());
    public static final FeedHealth OFF =
            new FeedHealth(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());

    public FeedHealth withTrouble(Optional<String> reason) {
        return new FeedHealth(
                connected,
                gapsByTradeId,
                gapsBySequence,
                sequenceBreaks,
                tradesMissing,
                tradesFilled,
                tradesLost,
                spoolFrames,
                spoolDropped,
                reconnects,
                reason);
    }
}
