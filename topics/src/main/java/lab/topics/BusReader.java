package lab.topics;

import java.util.List;
import java.util.SortedMap;

/**
 * Reads what a stream holds, a partition at a time, for whoever keeps many places at once and has
 * to know when a read has failed. A {@link BusConsumer} keeps the places of one topic itself.
 */
public final class BusReader implements AutoCloseable {
    /** Of one read. */
    public static final int MESSAGES_MAX = 1_000;

    private final String stream;
    private final Links links;

    public BusReader(BusConnection connection, String stream) {
        this.stream = stream;
        this.links = new Links(connection);
    }

    /** The messages from an offset on that there are now, at most {@value #MESSAGES_MAX}. */
    public List<BusMessage> read(Topic topic, int partition, long offset)
            throws BusException, InterruptedException {
        return links.use(link -> link.poll(stream, topic, partition, offset, MESSAGES_MAX));
    }

    /** The offset that the next message of each partition will have. */
    public SortedMap<Integer, Long> ends(Topic topic) throws BusException, InterruptedException {
        return links.use(link -> BusOffsets.ends(link, stream, topic));
    }

    /** The offset of the oldest message that each partition has still, or of the next one. */
    public SortedMap<Integer, Long> begins(Topic topic) throws BusException, InterruptedException {
        return links.use(link -> BusOffsets.begins(link, stream, topic));
    }

    @Override
    public void close() {
        links.close();
    }
}
