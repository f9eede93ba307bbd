package lab.consensus.signals;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import lab.consensus.strategy.Signals;
import lab.servicekit.market.SeenMarket;

/**
 * Who is asked what the services say.
 *
 * <p>The desk tells what it has seen of each pair, and the answer depends on that and on what was
 * final long before: so it is the same however far the tables have come when it is asked.
 */
public interface SignalSource extends AutoCloseable {
    /** Nobody is asked. */
    SignalSource NONE =
            new SignalSource() {
                @Override
                public CompletableFuture<Signals> ask(Instant time, List<SeenMarket> seen) {
                    return CompletableFuture.completedFuture(Signals.NONE);
                }

                @Override
                public void close() {}
            };

    /**
     * What they say at a decision time. It is done in bounded time and never fails: a service that
     * does not answer makes an Unknown.
     */
    CompletableFuture<Signals> ask(Instant time, List<SeenMarket> seen);

    @Override
    void close();
}
