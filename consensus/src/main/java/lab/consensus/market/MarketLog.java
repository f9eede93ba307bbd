package lab.consensus.market;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import lab.domain.EventTime;
import lab.servicekit.PermanentFaultException;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nine partitions of the market's three topics as one log, and those of the order books where
 * somebody reads them.
 *
 * <p>The order is that of the broker's own time stamps, then trades before ticks before books
 * before heartbeats, then partition and offset. A stamp that is older than the one before it in its
 * partition (the broker's clock was set back) counts as that one. So whoever reads what stands on
 * the bus meets the same messages in the same order, however fast, and wherever he begins anew: a
 * {@link Place} carries the newest stamp along.
 *
 * <p>A message may be taken once nothing is expected before it. That holds for a partition that has
 * a later message, and for one that was read to its end after the message was read: what it gets
 * from then on should be stamped later. Hence {@link #fill} asks for the ends first and reads then,
 * and what one call reads is let through by the next.
 *
 * <p>Should it be stamped earlier all the same, because the broker's clock stepped back between two
 * partitions or two stamps overtook each other on their way to disk, it comes next: nothing is held
 * back or lost. Who reads it later meets it in its place by the stamps. To whom the difference
 * matters keeps the {@link #places} that he had come to, and begins with {@link #replayTo} them.
 *
 * <p>It holds at most {@value #AHEAD_MAX} messages of a partition and one more read.
 */
public final class MarketLog {
    static final int AHEAD_MAX = 2_000;

    private static final Logger log = LoggerFactory.getLogger(MarketLog.class);
    private static final List<Topic> TOPICS = List.of(Topic.TRADES, Topic.PRICES, Topic.HEARTBEATS);
    private static final List<Topic> WITH_BOOKS =
            List.of(Topic.TRADES, Topic.PRICES, Topic.BOOKS, Topic.HEARTBEATS);

    private final BusLogs logs;
    private final List<Topic> topics;
    private final List<Partition> partitions = new ArrayList<>();
    private long newestRead = Place.BEFORE_ALL_TIME;
    private long removed;
    private boolean isBehindGap;

    /** One partition as far as it was read and taken. */
    private static final class Partition {
        private final Topic topic;
        private final int number;
        private final LogReader reader;
        private final Deque<Stamped> ahead = new ArrayDeque<>();
        private long nextTaken;

        /** As {@code nextTaken}, but for what retention has removed since. */
        private long expected;

        private Optional<Mark> takenBefore = Optional.empty();
        private @Nullable BusMessage lastTaken;
        private long replayTo;
        private long takenMicros = Place.BEFORE_ALL_TIME;
        private long readMicros = Place.BEFORE_ALL_TIME;
        private long completeUpTo = Place.BEFORE_ALL_TIME;

        Partition(BusLogs logs, Topic topic, int number) {
            this.topic = topic;
            this.number = number;
            this.reader = new LogReader(logs, topic, number);
        }

        /** Whether it has, or should still get, a message of those that are replayed. */
        boolean isReplaying() {
            @Nullable Stamped head = ahead.peek();
            return (head == null ? reader.next() : head.message.offset()) < replayTo;
        }

        Place place() {
            Optional<Mark> mark = lastTaken == null ? takenBefore : Optional.of(Mark.of(lastTaken));
            return new Place(topic, number, nextTaken, takenMicros, mark);
        }
    }

    private record Stamped(long micros, BusMessage message) {}

    /** Begins at given places; a partition that is not named begins with its oldest message. */
    public MarketLog(BusLogs logs, List<Place> places) {
        this(logs, places, /* withBooks= */ false);
    }

    /** As the other, with the order books if they are read. */
    public MarketLog(BusLogs logs, List<Place> places, boolean withBooks) {
        this.logs = logs;
        this.topics = withBooks ? WITH_BOOKS : TOPICS;
        for (Topic topic : topics) {
            for (int number = 0; number < Bus.PARTITIONS; number++) {
                partitions.add(new Partition(logs, topic, number));
            }
        }
        places.forEach(this::begin);
    }

    private void begin(Place place) {
        for (Partition partition : partitions) {
            if (partition.topic == place.topic() && partition.number == place.partition()) {
                partition.nextTaken = place.offset();
                partition.expected = place.offset();
                partition.takenBefore = place.last();
                partition.reader.goTo(place.offset(), place.last());
                partition.takenMicros = place.busMicros();
                partition.readMicros = place.busMicros();
            }
        }
    }

    /** Takes everything before these places, and nothing else, before it goes on. */
    public void replayTo(List<Place> places) {
        for (Place place : places) {
            for (Partition partition : partitions) {
                if (partition.topic == place.topic() && partition.number == place.partition()) {
                    partition.replayTo = place.offset();
                }
            }
        }
    }

    /** Whether something is left of what is to be replayed. */
    public boolean isReplaying() {
        return partitions.stream().anyMatch(Partition::isReplaying);
    }

    /**
     * Reads what there is, as far as there is room.
     *
     * @return whether there was anything
     * @throws PermanentFaultException if the bus has lost what was read
     */
    public boolean fill() throws BusException, InterruptedException {
        long newestBefore = newestRead;
        boolean any = false;
        for (Topic topic : topics) {
            SortedMap<Integer, Long> ends = logs.ends(topic);
            for (Partition partition : partitions) {
                if (partition.topic == topic) {
                    long end = ends.getOrDefault(partition.number, partition.reader.next());
                    any |= fill(partition, end, newestBefore);
                }
            }
        }
        return any;
    }

    /** Whether a call of {@link #fill} is worth while before the next message is wanted. */
    public boolean isShort() {
        return partitions.stream().anyMatch(it -> it.ahead.size() < AHEAD_MAX / 2);
    }

    private boolean fill(Partition partition, long end, long newestBefore)
            throws BusException, InterruptedException {
        LogReader reader = partition.reader;
        boolean any = false;
        reader.checkEnd(end);
        while (reader.next() < end && partition.ahead.size() < AHEAD_MAX) {
            long next = reader.next();
            List<BusMessage> messages = reader.read();
            if (messages.isEmpty()) {
                if (!skipForgotten(partition)) {
                    return any;
                }
                continue;
            }
            if (messages.getFirst().offset() > next && next > 0) {
                tellForgotten(partition, next, messages.getFirst().offset());
            }
            for (BusMessage message : messages) {
                long micros = Math.max(partition.readMicros, EventTime.toMicros(message.time()));
                partition.readMicros = micros;
                partition.ahead.add(new Stamped(micros, message));
                newestRead = Math.max(newestRead, micros);
            }
            any = true;
        }
        if (reader.next() >= end) {
            partition.completeUpTo = Math.max(partition.completeUpTo, newestBefore);
        }
        return any;
    }

    /** Passes over what retention has removed: who waited for it would wait for ever. */
    private boolean skipForgotten(Partition partition) throws BusException, InterruptedException {
        long begin = logs.begins(partition.topic).getOrDefault(partition.number, 0L);
        if (begin <= partition.reader.next()) {
            return false;
        }
        if (partition.reader.next() > 0) {
            tellForgotten(partition, partition.reader.next(), begin);
        }
        partition.reader.goTo(begin, Optional.empty());
        if (partition.ahead.isEmpty()) {
            partition.nextTaken = begin;
        }
        return true;
    }

    private void tellForgotten(Partition partition, long from, long to) {
        removed += to - from;
        log.warn(
                "market is no longer on the bus, going on behind the gap topic={} partition={} from={} to={}",
                partition.topic.topicName(),
                partition.number,
                from,
                to);
    }

    /** How many messages retention has removed before they were read; what was never begun not. */
    public long removed() {
        return removed;
    }

    /** Takes the next message, if it is known which one that is. */
    public Optional<BusMessage> next() {
        boolean isReplaying = isReplaying();
        @Nullable Partition first = null;
        long earliest = Long.MAX_VALUE;
        for (Partition partition : partitions) {
            if (!isReplaying || partition.isReplaying()) {
                @Nullable Stamped head = partition.ahead.peek();
                if (head != null && head.micros < earliest) {
                    earliest = head.micros;
                    first = partition;
                }
            }
        }
        if (first == null || !(isReplaying ? isReplayedUpTo() : isComplete(earliest))) {
            return Optional.empty();
        }
        Stamped taken = first.ahead.remove();
        isBehindGap = first.expected > 0 && taken.message.offset() > first.expected;
        first.nextTaken = taken.message.offset() + 1;
        first.expected = first.nextTaken;
        first.takenMicros = taken.micros;
        first.lastTaken = taken.message;
        return Optional.of(taken.message);
    }

    /** Whether its partition lacks messages before the one that was taken last. */
    public boolean isBehindGap() {
        return isBehindGap;
    }

    /** Whether the next one of each partition is known that still has one to replay. */
    private boolean isReplayedUpTo() {
        return partitions.stream().noneMatch(it -> it.isReplaying() && it.ahead.isEmpty());
    }

    private boolean isComplete(long micros) {
        for (Partition partition : partitions) {
            if (partition.ahead.isEmpty() && partition.completeUpTo < micros) {
                return false;
            }
        }
        return true;
    }

    /** From where on a later reader goes on. */
    public List<Place> places() {
        return partitions.stream().map(Partition::place).toList();
    }
}
