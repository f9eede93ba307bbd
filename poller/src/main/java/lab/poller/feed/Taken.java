package lab.poller.feed;

import java.time.Instant;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.domain.Trade;

/** What a feed gives when it is asked for more. */
public sealed interface Taken {
    /**
     * A frame, perhaps a bad one. Its bytes are good until the feed is asked again.
     *
     * @param event what it says
     * @param received when it came
     * @param line where it stood in a feed whose lines can be counted, from 1
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
    record Frame(
            MarketEvent event,
            byte[] bytes,
            int offset,
            int length,
            Instant received,
            OptionalLong line)
            implements Taken {}

    /** What is not even a frame: it goes to the dead letters. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
    record Garbage(byte[] bytes, String reason, Instant received, OptionalLong line)
            implements Taken {}

    /** A trade that the feed had missed and asked for. */
    record Filled(Trade trade) implements Taken {}

    /** The connection was lost: what the exchange says meanwhile is not heard. */
    record Disconnected(String reason) implements Taken {}

    /** A pair will not come any more, while others do: the exchange does not list it. */
    record PairOver(Pair pair, String reason) implements Taken {}

    /** A line that means nothing to the market, such as a note about the connection. */
    record Note() implements Taken {}

    /** There is nothing yet. */
    record Nothing() implements Taken {}

    /** There will never be anything more. */
    record Ended() implements Taken {}
}
