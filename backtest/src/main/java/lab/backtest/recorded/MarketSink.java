package lab.backtest.recorded;

import java.time.Instant;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.progress.Heartbeat;

/** Gets the messages of the market in the order of the log. */
interface MarketSink {
    /** Looks at nothing. */
    MarketSink NONE =
            new MarketSink() {
                @Override
                public void tick(Tick tick, int partition, long offset, Instant taken) {}

                @Override
                public void trade(Trade trade, Instant taken) {}

                @Override
                public void heartbeat(Heartbeat heartbeat, Instant taken) {}
            };

    /**
     * Takes the next message.
     *
     * @param partition of the bus; the offset is that in the partition
     * @param taken when the bus took it
     */
    void tick(Tick tick, int partition, long offset, Instant taken);

    void trade(Trade trade, Instant taken);

    void heartbeat(Heartbeat heartbeat, Instant taken);

    /** Only of a market that is read with its order books. */
    default void book(BookEntry entry) {}

    /** Whether no more is wanted. */
    default boolean isDone() {
        return false;
    }
}
