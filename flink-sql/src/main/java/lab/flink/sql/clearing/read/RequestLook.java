package lab.flink.sql.clearing.read;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.EventTime;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.Topic;

/**
 * Asks the broker for the newest stamp on the topic of the ticks, and then where the partitions of
 * the requests end.
 */
public final class RequestLook implements AutoCloseable {
    private final String stream;
    private final BusOffsets offsets;
    private final AskingThread<Seen> thread;

    /**
     * What the bus held.
     *
     * @param taken the newest stamp that was there before the ends were asked for
     * @param ends the offset of the next message of each partition
     */
    public record Seen(long taken, Map<Integer, Long> ends) {
        public long end(int partition) {
            Long end = ends.get(partition);
            return end == null ? 0 : end;
        }
    }

    public RequestLook(MarketSource source) throws IOException {
        this.stream = source.stream();
        this.offsets = new BusOffsets(source.connection());
        this.thread = new AskingThread<>("clearing-request-look", this::look);
    }

    /** What was seen at the last look that found a tick. */
    public Optional<Seen> newest() {
        return thread.newest();
    }

    /** Looks again, unless it is at it. */
    public void refresh() {
        thread.ask();
    }

    private Optional<Seen> look() throws BusException, InterruptedException {
        List<BusMessage> tail = offsets.tail(stream, Topic.PRICES, 1);
        Map<Integer, Long> ends = offsets.ends(stream, Topic.ORDERS);
        return tail.stream()
                .map(message -> EventTime.toMicros(message.time()))
                .max(Long::compare)
                .map(taken -> new Seen(taken, ends));
    }

    @Override
    public void close() {
        thread.close();
        offsets.close();
    }
}
