package lab.poller.live;

import java.time.Instant;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.poller.live.Gap.SeenBy;

/** What comes from the exchange, over the socket or in answer to a question about a gap. */
@SuppressWarnings("ArrayRecordComponent") // carriers of bytes; nobody compares two of them
public sealed interface Arrival {
    record Text(byte[] frame, Instant received) implements Arrival {}

    record Junk(byte[] frame, String reason, Instant received) implements Arrival {}

    /** The connection was lost, and none has taken its place. */
    record Cut(String reason) implements Arrival {}

    /** A trade of a gap. */
    record Answer(Trade trade) implements Arrival {}

    /** There is nothing more to be had of a gap. */
    record Answered(Gap gap) implements Arrival {}

    /** The newest trade of a pair, asked for because of a sequence. */
    record Newest(Pair pair, long sequence, SeenBy seenBy, long tradeId) implements Arrival {}

    /** The exchange does not list a pair that was asked about. */
    record Unlisted(Pair pair, String reason) implements Arrival {}

    /** The question could not be asked. */
    record Unanswered(Gap gap, String reason) implements Arrival {}
}
