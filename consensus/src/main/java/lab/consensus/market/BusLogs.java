package lab.consensus.market;

import java.util.List;
import java.util.SortedMap;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Topic;

/** The partitions of a stream, to be read from any offset. */
public interface BusLogs {
    /** Some of the messages from an offset on; none if there are none now. */
    List<BusMessage> read(Topic topic, int partition, long offset)
            throws BusException, InterruptedException;

    /** The offset that the next message of each partition will have. */
    SortedMap<Integer, Long> ends(Topic topic) throws BusException, InterruptedException;

    /** The offset of the oldest message that each partition has still, or of the next one. */
    SortedMap<Integer, Long> begins(Topic topic) throws BusException, InterruptedException;

    static BusLogs of(BusReader reader) {
        return new BusLogs() {
            @Override
            public List<BusMessage> read(Topic topic, int partition, long offset)
                    throws BusException, InterruptedException {
                return reader.read(topic, partition, offset);
            }

            @Override
            public SortedMap<Integer, Long> ends(Topic topic)
                    throws BusException, InterruptedException {
                return reader.ends(topic);
            }

            @Override
            public SortedMap<Integer, Long> begins(Topic topic)
                    throws BusException, InterruptedException {
                return reader.begins(topic);
            }
        };
    }
}
