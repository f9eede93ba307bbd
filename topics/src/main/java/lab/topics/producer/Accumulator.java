package lab.topics.producer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lab.topics.Bus;
import lab.topics.SendBuffer;
import lab.topics.Topic;

/**
 * What was handed to a producer between two looks of its sender: a batch for each partition.
 *
 * <p>Progress and heartbeats stand last. They say that everything before a moment has been told, so
 * between two fences of a accumulator they travel after everything else.
 */
final class Accumulator {
    private static final List<Topic> ORDER =
            List.of(
                    Topic.TERMS,
                    Topic.TRADES,
                    Topic.PRICES,
                    Topic.BOOKS,
                    Topic.ORDERS,
                    Topic.EXECUTIONS,
                    Topic.DLQ,
                    Topic.ANNOTATIONS,
                    Topic.CLOSINGS,
                    Topic.PROGRESS,
                    Topic.HEARTBEATS);

    /** The messages of one partition. */
    record Group(Topic topic, int partition, SendBuffer batch) {}

    /** What stands between two fences. */
    private static final class Section {
        private final List<Group> groups = new ArrayList<>();
        private final Map<Topic, SendBuffer[]> batches = new EnumMap<>(Topic.class);
        private int messages;

        Section() {
            for (Topic topic : ORDER) {
                var ofTopic = new SendBuffer[Bus.PARTITIONS];
                for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                    ofTopic[partition] = new SendBuffer();
                    groups.add(new Group(topic, partition, ofTopic[partition]));
                }
                batches.put(topic, ofTopic);
            }
        }

        void add(Topic topic, int partition, byte[] payload, int length) {
            SendBuffer[] ofTopic = batches.get(topic);
            if (ofTopic == null) {
                throw new AssertionError("topic " + topic + ": must have a place in the order");
            }
            ofTopic[partition].add(payload, length);
            messages++;
        }

        void clear() {
            for (Group group : groups) {
                group.batch().clear();
            }
            messages = 0;
        }
    }

    private final List<Section> sections = new ArrayList<>(List.of(new Section()));
    private Section filling = sections.getFirst();
    private int messages;
    private long bytes;
    private long last;
    private long firstAtNanos;

    void add(Topic topic, int partition, byte[] payload, long number, long nowNanos) {
        add(topic, partition, payload, payload.length, number, nowNanos);
    }

    void add(Topic topic, int partition, byte[] payload, int length, long number, long nowNanos) {
        if (messages == 0) {
            firstAtNanos = nowNanos;
        }
        filling.add(topic, partition, payload, length);
        messages++;
        bytes += SendBuffer.HEADER_BYTES + length;
        last = number;
    }

    /** Has what is added from now on stand behind all that was. */
    void fence() {
        if (filling.messages > 0) {
            filling = new Section();
            sections.add(filling);
        }
    }

    /** Whether one more payload would break a bound; an empty accumulator takes any. */
    boolean isFullFor(byte[] payload, ProducerConfig config) {
        long bytesThen = bytes + SendBuffer.HEADER_BYTES + payload.length;
        return messages > 0
                && (messages >= config.bufferMessagesMax() || bytesThen > config.bufferBytesMax());
    }

    /** Whether there is enough for a request, so that waiting for more would gain little. */
    boolean isWorthSending(ProducerConfig config) {
        return messages >= config.batchMessagesMax()
                || messages >= config.bufferMessagesMax()
                || bytes >= config.batchBytesMax()
                || bytes >= config.bufferBytesMax();
    }

    long bytes() {
        return bytes;
    }

    int messages() {
        return messages;
    }

    boolean isEmpty() {
        return messages == 0;
    }

    /** The number of the newest message. */
    long last() {
        return last;
    }

    long firstAtNanos() {
        return firstAtNanos;
    }

    /** In the order in which they are to be sent. */
    List<Group> groups() {
        if (sections.size() == 1) {
            return filling.groups;
        }
        List<Group> groups = new ArrayList<>();
        sections.forEach(section -> groups.addAll(section.groups));
        return groups;
    }

    void clear() {
        sections.subList(1, sections.size()).clear();
        filling = Objects.requireNonNull(sections.getFirst());
        filling.clear();
        messages = 0;
        bytes = 0;
    }
}
