package lab.consensus.market;

import java.time.Instant;
import lab.consensus.core.Market;
import lab.domain.MarketClock;
import lab.topics.BusMessage;
import lab.topics.Topic;
import lab.topics.codec.BookCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;

/** Gives the messages of the bus to a market; what cannot be read is counted and passed over. */
public final class MarketMessages {
    private final Market market;
    private final MarketClock clock;
    private long malformed;

    /**
     * @param clock whose clock the market's times are by
     */
    public MarketMessages(Market market, MarketClock clock) {
        this.market = market;
        this.clock = clock;
    }

    /** Gives the market the next message of its log. */
    public void take(BusMessage message) {
        Instant receipt = clock.receipt(message.time());
        byte[] payload = message.payload();
        try {
            switch (message.topic()) {
                case PRICES -> market.take(TickCodec.decode(payload, receipt), message.time());
                case TRADES -> market.take(TradeCodec.decode(payload, receipt), message.time());
                case HEARTBEATS ->
                        market.take(HeartbeatCodec.decode(payload, receipt), message.time());
                case BOOKS -> market.take(BookCodec.decode(payload, receipt));
                case ORDERS, EXECUTIONS, DLQ, PROGRESS, CLOSINGS, ANNOTATIONS, TERMS ->
                        throw new IllegalArgumentException(
                                "market: must be given messages of the market, was " + message);
            }
        } catch (MalformedMessage e) {
            malformed++; // a dead letter of the cold tier's job, which reads the same topics
        }
    }

    /**
     * Before its next message the log lacks some, which retention has removed.
     *
     * @param topic of that message
     */
    public void lacks(Topic topic) {
        if (topic == Topic.BOOKS) {
            market.loseBooks("the bus no longer has all of it");
        }
    }

    /** How many could not be read. */
    public long malformed() {
        return malformed;
    }

    /** Goes on counting. */
    public void restore(long before) {
        malformed = before;
    }
}
