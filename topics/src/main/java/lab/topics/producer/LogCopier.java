package lab.topics.producer;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import lab.topics.BackOff;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.ErrorCodes;
import lab.topics.Links;
import lab.topics.SendBuffer;
import lab.topics.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes logs that nobody else writes, each message once: to partitions that are said, in their
 * order, through any number of errors.
 *
 * <p>Because it is alone, the end of a partition says what of it is there. So a request of which
 * nobody knows whether it came through is not sent again before the broker was asked; and whoever
 * goes on after a crash asks for the {@link #end} of a partition and skips as much.
 *
 * <p>Callers append to one {@link Accumulator} while a thread delivers another. All of a
 * accumulator is on the bus before anything of the next; within one, progress and heartbeats come
 * last, unless a {@link #fence} keeps them where they are.
 */
public final class LogCopier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogCopier.class);
    private static final int MESSAGES_MAX = 20_000;
    private static final int BYTES_MAX = 4 << 20;
    private static final int REQUEST_MESSAGES_MAX = 10_000;
    private static final int REQUEST_BYTES_MAX = 1 << 20;
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final String stream;
    private final Links links;
    private final Set<Topic> topics;
    private final Map<Topic, long[]> ends = new EnumMap<>(Topic.class);
    private final ConcurrentMap<Topic, LongAdder> published = new ConcurrentHashMap<>();
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition handedOver = lock.newCondition();
    private final Condition delivered = lock.newCondition();
    private Accumulator filling = new Accumulator();
    private Accumulator spare = new Accumulator();
    private @Nullable Accumulator underWay;
    private long accepted;
    private volatile long settled;
    private volatile boolean isClosing;
    private volatile @Nullable String trouble;
    private volatile @Nullable Throwable failure;

    private LogCopier(BusConnection connection, String stream, Set<Topic> topics) {
        this.stream = stream;
        this.links = new Links(connection);
        this.topics = Set.copyOf(topics);
        this.thread =
                Thread.ofPlatform().daemon().name("log-copier-" + stream).unstarted(this::run);
    }

    /**
     * Opens topics that are there.
     *
     * @throws BusException if the broker cannot be reached, or refuses
     */
    public static LogCopier open(BusConnection connection, String stream, Set<Topic> topics)
            throws BusException, InterruptedException {
        var copier = new LogCopier(connection, stream, EnumSet.copyOf(topics));
        try {
            for (Topic topic : copier.topics) {
                long[] ofTopic = new long[Bus.PARTITIONS];
                for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                    ofTopic[partition] = copier.askEnd(topic, partition);
                }
                copier.ends.put(topic, ofTopic);
            }
        } catch (BusException | InterruptedException | RuntimeException e) {
            copier.links.close();
            throw e;
        }
        copier.thread.start();
        return copier;
    }

    /** How many messages a partition had when it was opened. */
    public long end(Topic topic, int partition) {
        return of(topic)[partition];
    }

    private long[] of(Topic topic) {
        long[] ofTopic = ends.get(topic);
        if (ofTopic == null) {
            throw new IllegalArgumentException("topic %s: must have been opened".formatted(topic));
        }
        return ofTopic;
    }

    /**
     * Appends a message, waiting while there is no room.
     *
     * @param payload its first bytes; may be used again
     * @return its number, from 1
     * @throws IllegalStateException if it has failed, with the cause
     */
    public long add(Topic topic, int partition, byte[] payload, int length)
            throws InterruptedException {
        if (length == 0 || length > BusProducer.PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "message: must have 1 to %d bytes, had %d"
                            .formatted(BusProducer.PAYLOAD_BYTES_MAX, length));
        }
        if (filling.messages() >= MESSAGES_MAX || filling.bytes() >= BYTES_MAX) {
            handOver();
        }
        filling.add(topic, partition, payload, length, ++accepted, 0);
        return accepted;
    }

    /** Has what is added from now on stand on the bus behind all that was. */
    public void fence() {
        filling.fence();
    }

    /** Has what was added delivered, once what was handed over before is. */
    public void handOver() throws InterruptedException {
        if (filling.isEmpty()) {
            return;
        }
        lock.lockInterruptibly();
        try {
            while (underWay != null && failure == null && !isClosing) {
                delivered.await();
            }
            check();
            Accumulator full = filling;
            filling = spare;
            underWay = full;
            handedOver.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is nothing that a call of {@link #handOver} would wait for. */
    public boolean isIdle() {
        return settled == accepted;
    }

    /** Has what was added delivered and waits until it is. */
    public void flush() throws InterruptedException {
        handOver();
        lock.lockInterruptibly();
        try {
            while (underWay != null && failure == null && !isClosing) {
                delivered.await();
            }
            check();
        } finally {
            lock.unlock();
        }
    }

    private void check() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException(
                    cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
        if (isClosing) {
            throw new IllegalStateException("copier: must not be used after close");
        }
    }

    /** The number up to which every message is with the broker. */
    public long settledUpTo() {
        return settled;
    }

    /** What the broker has of this run, by topic. */
    public Map<Topic, Long> published() {
        Map<Topic, Long> byTopic = new EnumMap<>(Topic.class);
        published.forEach((topic, count) -> byTopic.put(topic, count.sum()));
        return byTopic;
    }

    /** Why what was handed over is not through yet, or why nothing will be any more. */
    public Optional<String> trouble() {
        Throwable cause = failure;
        return cause == null ? Optional.ofNullable(trouble) : Optional.of(cause.toString());
    }

    private void run() {
        try {
            while (true) {
                Accumulator accumulator = next();
                if (accumulator == null) {
                    return;
                }
                deliver(accumulator);
                settle(accumulator);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BusException | RuntimeException | Error e) {
            failure = e;
            log.error("log copier stopped stream={}", stream, e);
        } finally {
            lock.lock();
            try {
                delivered.signalAll();
            } finally {
                lock.unlock();
            }
            links.close();
        }
    }

    private @Nullable Accumulator next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (underWay == null) {
                if (isClosing) {
                    return null;
                }
                handedOver.await();
            }
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    private void settle(Accumulator accumulator) {
        lock.lock();
        try {
            settled = accumulator.last();
            accumulator.clear();
            spare = accumulator;
            underWay = null;
            delivered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Accumulator accumulator) throws BusException, InterruptedException {
        for (Accumulator.Group group : accumulator.groups()) {
            SendBuffer batch = group.batch();
            int from = 0;
            while (from < batch.count()) {
                int to = batch.chunkEnd(from, REQUEST_MESSAGES_MAX, REQUEST_BYTES_MAX);
                deliver(group, from, to);
                from = to;
            }
        }
    }

    /** Sends messages as often as it takes, and never those that are there. */
    private void deliver(Accumulator.Group group, int first, int to)
            throws BusException, InterruptedException {
        Topic topic = group.topic();
        long[] ofTopic = of(topic);
        int partition = group.partition();
        var backOff = new BackOff(RandomGenerator.getDefault());
        int from = first;
        boolean isUnsure = false;
        while (from < to) {
            try {
                if (isUnsure) {
                    int there = there(topic, partition, ofTopic[partition], to - from);
                    from += there;
                    ofTopic[partition] += there;
                    count(topic, there);
                    isUnsure = false;
                    continue;
                }
                int begin = from;
                links.use(link -> {
                    link.send(stream, topic, partition, group.batch(), begin, to);
                    return Boolean.TRUE;
                });
                count(topic, to - from);
                ofTopic[partition] += to - from;
                from = to;
                trouble = null;
            } catch (BusException e) {
                links.close(); // a late answer, or what is left of a refused body, is nobody's
                if (ErrorCodes.isBadBatch(e.errorCode().orElse(0))) {
                    throw e;
                }
                if (trouble == null) {
                    log.warn("bus not reached, will try again reason={}", e.getMessage());
                }
                trouble = e.getMessage();
                isUnsure = true;
                Thread.sleep(backOff.nextWait());
            }
        }
    }

    /** How much of what may have been sent came through. */
    private int there(Topic topic, int partition, long end, int sent)
            throws BusException, InterruptedException {
        long now = askEnd(topic, partition);
        if (now < end || now > end + sent) {
            throw new IllegalStateException(
                    "stream %s: topic %s partition %d must have %d to %d messages, has %d; somebody else writes there"
                            .formatted(stream, topic.topicName(), partition, end, end + sent, now));
        }
        return (int) (now - end);
    }

    private long askEnd(Topic topic, int partition) throws BusException, InterruptedException {
        Long end = links.use(link -> BusOffsets.ends(link, stream, topic)).get(partition);
        if (end == null) {
            throw new IllegalStateException(
                    "stream %s: must have partition %d of topic %s, has not"
                            .formatted(stream, partition, topic.topicName()));
        }
        return end;
    }

    private void count(Topic topic, long messages) {
        published.computeIfAbsent(topic, _ -> new LongAdder()).add(messages);
    }

    /** Stops; what was handed over is delivered if that does not take long. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosing = true;
            handedOver.signalAll();
            delivered.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(CLOSE_DEADLINE)) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
