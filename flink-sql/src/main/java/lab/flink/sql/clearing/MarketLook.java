package lab.flink.sql.clearing;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.MalformedMessage;
import lab.topics.TickCodec;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker what the topic of ticks holds: first the newest event time in any partition, then
 * where each partition ends.
 *
 * <p>In this order it proves something. If a reader has read a partition to an end that was asked
 * for after a tick of that time had been there, then no tick that was written before that one is
 * still to come from this partition. So event time may move on there too, but for what feeds write
 * out of order, for which {@link lab.domain.clearing.QuoteBook#GRACE} allows.
 *
 * <p>It asks on a thread of its own, and only when it is told to.
 */
final class MarketLook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MarketLook.class);

    /** The newest messages of a partition that are looked at for one that is a tick. */
    private static final int TAIL = 16;

    private final String stream;
    private final BusOffsets offsets;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("clearing-look").factory());
    private volatile Optional<Seen> newest = Optional.empty();

    /**
     * What the topic held.
     *
     * @param newestTime of any tick, before the ends were asked for; empty if there was none
     * @param ends the offset of the next message of each partition
     */
    record Seen(Optional<Instant> newestTime, Map<Integer, Long> ends) {
        long end(int partition) {
            Long end = ends.get(partition);
            return end == null ? 0 : end;
        }
    }

    MarketLook(MarketSource source) throws IOException {
        this.stream = source.stream();
        this.offsets = new BusOffsets(source.connection());
    }

    /** What was seen at the last look. */
    Optional<Seen> newest() {
        return newest;
    }

    /** Looks again, unless it is at it. */
    void refresh() {
        if (isAsking.compareAndSet(false, true)) {
            thread.execute(this::look);
        }
    }

    private void look() {
        try {
            Optional<Instant> time =
                    offsets.tail(stream, Topic.PRICES, TAIL).stream()
                            .flatMap(message -> time(message).stream())
                            .max(Instant::compareTo);
            newest = Optional.of(new Seen(time, offsets.ends(stream, Topic.PRICES)));
        } catch (BusException e) {
            log.debug("look failed reason={}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            isAsking.set(false);
        }
    }

    private static Optional<Instant> time(BusMessage message) {
        try {
            return Optional.of(TickCodec.decode(message.payload(), message.time()).time());
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        offsets.close();
    }
}
