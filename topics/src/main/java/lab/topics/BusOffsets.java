package lab.topics;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iggy.partition.Partition;

/** How far topics and their readers are. */
public final class BusOffsets implements AutoCloseable {
    private final Links links;

    public BusOffsets(BusConnection connection) {
        this.links = new Links(connection);
    }

    /**
     * The offset that the next message of each partition will have.
     *
     * @return by partition; empty if there is no such topic
     */
    public SortedMap<Integer, Long> ends(String stream, Topic topic)
            throws BusException, InterruptedException {
        return links.use(link -> ends(link, stream, topic));
    }

    public static SortedMap<Integer, Long> ends(IggyLink link, String stream, Topic topic)
            throws BusException, InterruptedException {
        SortedMap<Integer, Long> ends = new TreeMap<>();
        var details = link.findTopic(stream, topic);
        if (details.isPresent()) {
            for (Partition partition : details.get().partitions()) {
                ends.put(partition.id().intValue(), end(partition));
            }
        }
        return ends;
    }

    /**
     * The offset of the oldest message that each partition has still; of the next one, if it has
     * none.
     *
     * @return by partition; empty if there is no such topic
     */
    public SortedMap<Integer, Long> begins(String stream, Topic topic)
            throws BusException, InterruptedException {
        return links.use(link -> begins(link, stream, topic));
    }

    static SortedMap<Integer, Long> begins(IggyLink link, String stream, Topic topic)
            throws BusException, InterruptedException {
        SortedMap<Integer, Long> begins = new TreeMap<>();
        var details = link.findTopic(stream, topic);
        if (details.isPresent()) {
            for (Partition partition : details.get().partitions()) {
                long kept = partition.messagesCount().longValueExact();
                begins.put(partition.id().intValue(), end(partition) - kept);
            }
        }
        return begins;
    }

    /** The oldest message that each partition has still; without those that have none. */
    public List<BusMessage> oldest(String stream, Topic topic)
            throws BusException, InterruptedException {
        return links.use(link -> {
            List<BusMessage> oldest = new ArrayList<>();
            SortedMap<Integer, Long> ends = ends(link, stream, topic);
            for (Map.Entry<Integer, Long> begin : begins(link, stream, topic).entrySet()) {
                if (begin.getValue() < ends.getOrDefault(begin.getKey(), 0L)) {
                    oldest.addAll(link.poll(stream, topic, begin.getKey(), begin.getValue(), 1));
                }
            }
            return oldest;
        });
    }

    /**
     * The newest messages of a topic.
     *
     * @param count of each partition, at most
     */
    public List<BusMessage> tail(String stream, Topic topic, int count)
            throws BusException, InterruptedException {
        return links.use(link -> {
            List<BusMessage> tail = new ArrayList<>();
            for (Map.Entry<Integer, Long> end : ends(link, stream, topic).entrySet()) {
                long from = Math.max(0, end.getValue() - count);
                if (from < end.getValue()) {
                    tail.addAll(link.poll(stream, topic, end.getKey(), from, count));
                }
            }
            return tail;
        });
    }

    /**
     * The last offset of each partition that a named consumer said it had done with.
     *
     * @return by partition; without those of which it never said
     */
    public SortedMap<Integer, Long> stored(String stream, Topic topic, String consumer)
            throws BusException, InterruptedException {
        return links.use(link -> {
            SortedMap<Integer, Long> offsets = new TreeMap<>();
            for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                OptionalLong stored = link.storedOffset(stream, topic, partition, consumer);
                if (stored.isPresent()) {
                    offsets.put(partition, stored.getAsLong());
                }
            }
            return offsets;
        });
    }

    /** Has a named consumer be one that never said how far it was with any partition of a topic. */
    public void forget(String stream, Topic topic, String consumer)
            throws BusException, InterruptedException {
        links.use(link -> {
            for (int partition : ends(link, stream, topic).keySet()) {
                if (link.storedOffset(stream, topic, partition, consumer).isPresent()) {
                    link.forgetOffset(stream, topic, partition, consumer);
                }
            }
            return Boolean.TRUE;
        });
    }

    /** How many messages of a topic a named consumer still has before it. */
    public long lag(String stream, Topic topic, String consumer)
            throws BusException, InterruptedException {
        SortedMap<Integer, Long> stored = stored(stream, topic, consumer);
        SortedMap<Integer, Long> begins = begins(stream, topic);
        long lag = 0;
        for (Map.Entry<Integer, Long> end : ends(stream, topic).entrySet()) {
            Long done = stored.get(end.getKey());
            long next = done == null ? 0 : done + 1;
            // What retention has removed is not before anybody any more
            long from = Math.max(next, begins.getOrDefault(end.getKey(), 0L));
            lag += Math.max(0, end.getValue() - from);
        }
        return lag;
    }

    @Override
    public void close() {
        links.close();
    }

    /** The server says 0 for an empty partition and for one that holds a single message. */
    static long end(Partition partition) {
        boolean isEmpty =
                partition.messagesCount().equals(BigInteger.ZERO)
                        && partition.currentOffset().equals(BigInteger.ZERO);
        return isEmpty ? 0 : partition.currentOffset().longValueExact() + 1;
    }
}
