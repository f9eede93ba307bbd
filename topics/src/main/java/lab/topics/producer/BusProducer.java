package lab.topics.producer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.Partitioner;
import lab.topics.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages onto the bus, in order, at least once.
 *
 * <p>Callers append to the filling {@link Accumulator}; one sending thread takes it, gives them an
 * empty one, and delivers what it took partition by partition, over one connection with one request
 * in flight. So the messages of a partition keep their order through any number of errors: a
 * request that failed is sent again, over a new connection and after a pause, before anything
 * later. A request of which nobody knows whether it came through may so stand on the bus twice;
 * never in another order, and never not at all. While the broker is away the filling accumulator
 * grows to its bound, then callers wait.
 *
 * <p>Every message has a number, from 1, in the order of the calls. {@link #settledUpTo} says how
 * far they are through, which is what a caller may note as done.
 */
public final class BusProducer implements AutoCloseable {
    public static final int PAYLOAD_BYTES_MAX = 16 << 20;

    private static final int KEYS_KNOWN_MAX = 10_000;

    private final ProducerConfig config;
    private final AccumulatorSender sender;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Condition progressed = lock.newCondition();
    private final Map<String, Integer> partitions = new HashMap<>();
    private Accumulator filling = new Accumulator();
    private Accumulator spare = new Accumulator();
    private long accepted;
    private volatile long settled;
    private boolean isHurried;
    private boolean isClosing;
    private boolean isStopped;

    public BusProducer(BusConnection connection, String stream, ProducerConfig config) {
        this(connection, stream, config, ProducerListener.NONE);
    }

    public BusProducer(
            BusConnection connection,
            String stream,
            ProducerConfig config,
            ProducerListener listener) {
        this.config = config;
        this.sender = new AccumulatorSender(connection, stream, config, listener);
        this.thread = Thread.ofPlatform().daemon().name("bus-producer-" + stream).start(this::run);
    }

    /**
     * Appends a message, waiting while the buffer is full.
     *
     * @return its number
     * @throws IllegalStateException if the producer is closed or has failed; then with the cause
     */
    public long send(Topic topic, String key, byte[] payload) throws InterruptedException {
        checkLength(payload);
        lock.lockInterruptibly();
        try {
            while (!isClosing && filling.isFullFor(payload, config)) {
                emptied.await();
            }
            return append(topic, key, payload);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends a message if there is room for it now.
     *
     * @return its number; empty if the buffer is full
     * @throws IllegalStateException if the producer is closed or has failed; then with the cause
     */
    public OptionalLong trySend(Topic topic, String key, byte[] payload) {
        checkLength(payload);
        lock.lock();
        try {
            return !isClosing && filling.isFullFor(payload, config)
                    ? OptionalLong.empty()
                    : OptionalLong.of(append(topic, key, payload));
        } finally {
            lock.unlock();
        }
    }

    /** Has what is sent from now on stand on the bus behind all that was. */
    public void fence() {
        lock.lock();
        try {
            filling.fence();
        } finally {
            lock.unlock();
        }
    }

    /** The number up to which every message is with the broker, or was given up and reported. */
    public long settledUpTo() {
        return settled;
    }

    /**
     * Waits until everything that was sent before is settled.
     *
     * @return whether it is; false if it took too long
     */
    public boolean flush(Duration waitMax) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long target = accepted;
            long nanos = waitMax.toNanos();
            while (settled < target && !isStopped) {
                if (nanos <= 0) {
                    return false;
                }
                isHurried = true;
                filled.signal();
                nanos = progressed.awaitNanos(nanos);
            }
            return settled >= target;
        } finally {
            lock.unlock();
        }
    }

    /** Why nothing is sent any more, if the sender has failed; what was not sent was reported. */
    public Optional<Throwable> failure() {
        return sender.failure();
    }

    public ProducerStatus status() {
        long given;
        lock.lock();
        try {
            given = accepted;
        } finally {
            lock.unlock();
        }
        return sender.status(given);
    }

    /** Delivers what waits, for as long as the configuration allows, and stops. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosing = true;
            sender.closeBy(System.nanoTime() + config.closeDeadline().toNanos());
            filled.signal();
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(config.closeDeadline())) {
                thread.interrupt(); // it reports what is left, and ends
            }
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private static void checkLength(byte[] payload) {
        if (payload.length == 0 || payload.length > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "message: must have 1 to %d bytes, had %d"
                            .formatted(PAYLOAD_BYTES_MAX, payload.length));
        }
    }

    private long append(Topic topic, String key, byte[] payload) {
        if (sender.failure().isPresent()) {
            Throwable cause = sender.failure().get();
            throw new IllegalStateException("producer: has failed, " + cause, cause);
        }
        if (isClosing) {
            throw new IllegalStateException("producer: must not be used after close");
        }
        boolean wasEmpty = filling.isEmpty();
        filling.add(topic, partition(key), payload, ++accepted, System.nanoTime());
        if (wasEmpty || filling.isWorthSending(config)) {
            filled.signal();
        }
        return accepted;
    }

    private int partition(String key) {
        Integer known = partitions.get(key);
        if (known == null) {
            if (partitions.size() >= KEYS_KNOWN_MAX) {
                partitions.clear();
            }
            known = Partitioner.partition(key, Bus.PARTITIONS);
            partitions.put(key, known);
        }
        return known;
    }

    private void run() {
        try {
            Accumulator accumulator;
            while ((accumulator = nextRound()) != null) {
                sender.deliver(accumulator);
                settle(accumulator);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // A bug, or no memory: whoever sends must hear of it, and so must the health
            sender.fail(e);
        } finally {
            stop();
        }
    }

    /** Waits until a accumulator is worth sending or has waited long enough; null at the end. */
    private @Nullable Accumulator nextRound() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (filling.isEmpty()) {
                if (isClosing) {
                    return null;
                }
                filled.await();
            }
            long lingerNanos = config.linger().toNanos();
            while (!isClosing && !isHurried && !filling.isWorthSending(config)) {
                long left = filling.firstAtNanos() + lingerNanos - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                var _ = filled.awaitNanos(left);
            }
            isHurried = false;
            Accumulator taken = filling;
            filling = spare;
            emptied.signalAll();
            return taken;
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
            progressed.signalAll();
        } finally {
            lock.unlock();
        }
        sender.listener().settled(settled);
    }

    private void stop() {
        lock.lock();
        try {
            isClosing = true;
            isStopped = true;
            emptied.signalAll();
            progressed.signalAll();
            sender.giveUp(
                    filling,
                    sender.failure()
                            .map(cause -> "the sender failed: " + cause)
                            .orElse("closed before it could be sent"));
        } finally {
            lock.unlock();
        }
        sender.close();
    }
}
