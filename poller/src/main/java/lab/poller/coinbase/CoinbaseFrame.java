package lab.poller.coinbase;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;

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

    /** A frame of a type that we do not use, which shows the time all the same. */
    record TimedFrame(Optional<Pair> pair, Instant time) implements CoinbaseFrame {}

    /** A frame of a type that we do not use, and without a time that could be believed. */
    record OtherFrame(String type) implements CoinbaseFrame {}

    /** The exchange's word that it will not do what we asked. */
    record ErrorFrame(String message) implements CoinbaseFrame {}

    /** No frame, or one that lacks what its type must have. */
    record MalformedFrame(String reason) implements CoinbaseFrame {}
}
