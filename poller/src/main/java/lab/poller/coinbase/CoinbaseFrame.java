package lab.poller.coinbase;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookChange;
import lab.domain.book.BookSnapshot;

/** What a frame of the feed says. */
public sealed interface CoinbaseFrame {
    /**
     * A {@code match} or a {@code last_match}.
     *
     * @param trade with the taker's side, and without the feed's time
     * @param isLast whether it was sent on subscription: the newest trade, perhaps an old one
     */
    record TradeFrame(Trade trade, boolean isLast) implements CoinbaseFrame {}

    /**
     * A {@code ticker}.
     *
     * @param others what the exchange said beyond the tick, as it came
     */
    record TickerFrame(Tick tick, Map<String, String> others) implements CoinbaseFrame {}

    /**
     * A {@code heartbeat}.
     *
     * @param lastTradeId the newest trade of the pair; 0 where the exchange does not say
     */
    record HeartbeatFrame(Pair pair, long lastTradeId, long sequence, Instant time)
            implements CoinbaseFrame {}

    /** A {@code snapshot} of an order book. */
    record SnapshotFrame(BookSnapshot snapshot) implements CoinbaseFrame {}

    /** An {@code l2update}. */
    record ChangeFrame(BookChange change) implements CoinbaseFrame {}

    /**
     * A frame of an order book that lacks what it must have.
     *
     * @param pair where the frame says at least that
     */
    record BrokenBookFrame(Optional<Pair> pair, String reason) implements CoinbaseFrame {}

    /**
     * A frame of a channel that nobody asked for. Whatever it says, it moves no time: who does not
     * use a channel cannot judge it either.
     */
    record OtherFrame(String type) implements CoinbaseFrame {}

    /** The exchange's word that it will not do what we asked. */
    record ErrorFrame(String message) implements CoinbaseFrame {}

    /** A frame whose time lies too far ahead of its receipt: it is not believed in anything. */
    record AheadFrame(String reason, Duration ahead) implements CoinbaseFrame {}

    /** No frame, or one that lacks what its type must have. */
    record MalformedFrame(String reason) implements CoinbaseFrame {}
}
