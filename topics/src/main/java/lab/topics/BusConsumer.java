package lab.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Reads a topic from given offsets on, partition by partition, over a connection that is opened
 * anew when it fails. The broker keeps nothing of it: where to go on is for the caller to note. It
 * tries for as long as it is asked to; what fails meanwhile is a {@link BusTrouble}.
 *
 * <p>One thread at a time.
 */
public final class BusConsumer implements AutoCloseable {
    private static final int POLL_MESSAGES_MAX = 1_000;
    private static final Duration IDLE_WAIT = Duration.ofMillis(5);

    private final String stream;
    private final Topic topic;
    private final StartAt start;
    private final Links links;
    private final BusTrouble trouble;
    private final BackOff backOff = new BackOff(RandomGenerator.getDefault());
    private final SortedMap<Integer, Long> next = new TreeMap<>();
    private boolean isPlaced;

    public BusConsumer(BusConnection connection, String stream, Topic topic, StartAt start) {
        this(connection, stream, topic, start, troubleOf(topic));
    }

    /**
     * @param trouble is told what fails, of this one and of those before it
     */
    public BusConsumer(
            BusConnection connection,
            String stream,
            Topic topic,
            StartAt start,
            BusTrouble trouble) {
        this.stream = stream;
        this.topic = topic;
        this.start = start;
        this.links = new Links(connection);
        this.trouble = trouble;
    }

    /** None yet, for somebody who reads a topic. */
    public static BusTrouble troubleOf(Topic topic) {
        return new BusTrouble("topic %s is not read".formatted(topic.topicName()));
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
                trouble.failed(e);
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

    /** Why nothing comes, or not from all partitions. */
    public Optional<String> trouble() {
        return trouble.now();
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
                trouble.failed(e);
                return messages;
            }
            if (!polled.isEmpty()) {
                entry.setValue(polled.getLast().offset() + 1);
                messages.addAll(polled);
            }
        }
        trouble.over();
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
