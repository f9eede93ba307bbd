package lab.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from given offsets on, partition by partition, over a connection that is opened
 * anew when it fails. The broker keeps nothing of it: where to go on is for the caller to note.
 *
 * <p>One thread at a time.
 */
public final class BusConsumer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BusConsumer.class);
    private static final int POLL_MESSAGES_MAX = 1_000;
    private static final Duration IDLE_WAIT = Duration.ofMillis(5);

    private final String stream;
    private final Topic topic;
    private final StartAt start;
    private final Links links;
    private final BackOff backOff = new BackOff(RandomGenerator.getDefault());
    private final SortedMap<Integer, Long> next = new TreeMap<>();
    private boolean isPlaced;

    public BusConsumer(BusConnection connection, String stream, Topic topic, StartAt start) {
        this.stream = stream;
        this.topic = topic;
        this.start = start;
        this.links = new Links(connection);
    }

    /**
     * Waits for messages.
     *
     * @return what there is, in the order of each partition; empty if nothing came in time,
     *     whatever the reason
     */
    public List<BusMessage> poll(Duration waitMax) throws InterruptedException {
        long deadline = System.nanoTime() + waitMax.toNanos();
        while (true) {
            Duration wait = IDLE_WAIT;
            try {
                List<BusMessage> messages = pollOnce();
                backOff.reset();
                if (!messages.isEmpty()) {
                    return messages;
                }
            } catch (BusException e) {
                log.debug("bus poll failed topic={} reason={}", topic, e.getMessage());
                wait = backOff.nextWait();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return List.of();
            }
            Thread.sleep(Duration.ofNanos(Math.min(left, wait.toNanos())));
        }
    }

    /** The offset of the next message of each partition that will be read. */
    public Map<Integer, Long> position() {
        return Map.copyOf(next);
    }

    @Override
    public void close() {
        links.close();
    }

    private List<BusMessage> pollOnce() throws BusException, InterruptedException {
        if (!isPlaced) {
            place();
            isPlaced = true;
        }
        List<BusMessage> messages = new ArrayList<>();
        for (Map.Entry<Integer, Long> entry : next.entrySet()) {
            int partition = entry.getKey();
            long offset = entry.getValue();
            List<BusMessage> polled;
            try {
                polled =
                        links.use(link ->
                                link.poll(stream, topic, partition, offset, POLL_MESSAGES_MAX));
            } catch (BusException e) {
                if (messages.isEmpty()) {
                    throw e;
                }
                // What the partitions before it gave will not be read again
                log.debug("bus poll broke off topic={} reason={}", topic, e.getMessage());
                return messages;
            }
            if (!polled.isEmpty()) {
                entry.setValue(polled.getLast().offset() + 1);
                messages.addAll(polled);
            }
        }
        return messages;
    }

    private void place() throws BusException, InterruptedException {
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            next.put(partition, 0L);
        }
        switch (start) {
            case StartAt.Earliest() -> {}
            case StartAt.Offsets(var offsets) -> next.putAll(offsets);
            case StartAt.Newest(var messages) ->
                    links.use(link -> BusOffsets.ends(link, stream, topic))
                            .forEach((partition, end) ->
                                    next.put(partition, Math.max(0, end - messages)));
            case StartAt.Latest() ->
                    next.putAll(links.use(link -> BusOffsets.ends(link, stream, topic)));
        }
    }
}
