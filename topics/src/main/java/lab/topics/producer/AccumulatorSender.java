package lab.topics.producer;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import lab.topics.BackOff;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusTopics;
import lab.topics.ErrorCodes;
import lab.topics.Links;
import lab.topics.SendBuffer;
import lab.topics.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings accumulators to the broker, request by request, as often as it takes. One thread. */
final class AccumulatorSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccumulatorSender.class);

    private final BusConnection connection;
    private final String stream;
    private final ProducerConfig config;
    private final ProducerListener listener;
    private final BackOff backOff = new BackOff(RandomGenerator.getDefault());
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ConcurrentMap<Topic, LongAdder> published = new ConcurrentHashMap<>();
    private final AtomicLong undelivered = new AtomicLong();
    private final Links links;
    private volatile boolean isConnected;
    private volatile long closeByNanos;
    private volatile @Nullable String trouble;
    private volatile @Nullable Throwable failure;

    AccumulatorSender(
            BusConnection connection,
            String stream,
            ProducerConfig config,
            ProducerListener listener) {
        this.connection = connection;
        this.stream = stream;
        this.config = config;
        this.listener = listener;
        this.links = new Links(connection);
    }

    ProducerListener listener() {
        return listener;
    }

    /** Returns when the broker has all of it, or what it has not was given up and reported. */
    void deliver(Accumulator accumulator) throws InterruptedException {
        List<Accumulator.Group> groups = accumulator.groups();
        for (int i = 0; i < groups.size(); i++) {
            SendBuffer batch = groups.get(i).batch();
            int from = 0;
            while (from < batch.count()) {
                int to = batch.chunkEnd(from, config.batchMessagesMax(), config.batchBytesMax());
                try {
                    deliver(groups.get(i), from, to);
                } catch (InterruptedException e) {
                    giveUp(groups.subList(i, groups.size()), from, "interrupted while sending");
                    throw e;
                } catch (RuntimeException | Error e) {
                    giveUp(groups.subList(i, groups.size()), from, "the sender failed: " + e);
                    throw e;
                }
                from = to;
            }
        }
    }

    private void deliver(Accumulator.Group group, int from, int to) throws InterruptedException {
        Topic topic = group.topic();
        int partition = group.partition();
        SendBuffer batch = group.batch();
        while (true) {
            try {
                links.use(link -> {
                    link.send(stream, topic, partition, batch, from, to);
                    return Boolean.TRUE;
                });
                countOf(topic).add(to - from);
                noteSuccess();
                return;
            } catch (BusException e) {
                noteTrouble(e);
                int code = e.errorCode().orElse(0);
                // Server 0.8.0 leaves the body of a refused send lying, and would take it for the
                // next request: what it then refuses would be a good batch
                links.close();
                if (ErrorCodes.isBadBatch(code)) {
                    report(topic, partition, to - from, String.valueOf(e.getMessage()));
                    return;
                }
                if (!pause()) {
                    report(topic, partition, to - from, "closed while " + e.getMessage());
                    return;
                }
                if (ErrorCodes.isMissingPlace(code)) {
                    createMissing();
                }
            }
        }
    }

    private void createMissing() throws InterruptedException {
        try {
            links.use(link -> {
                BusTopics.ensure(link, stream);
                return Boolean.TRUE;
            });
        } catch (BusException e) {
            log.debug("bus topics could not be created reason={}", e.getMessage());
        }
    }

    private void noteSuccess() {
        if (trouble != null) {
            log.info("bus reached again broker={} stream={}", connection.address(), stream);
        }
        isConnected = true;
        trouble = null;
        backOff.reset();
    }

    private void noteTrouble(BusException e) {
        if (trouble == null) {
            log.warn("bus not reached, will try again reason={}", e.getMessage());
        }
        isConnected = e.isRefusal();
        trouble = e.getMessage();
    }

    /** Says for good that nothing is sent any more. */
    void fail(Throwable cause) {
        failure = cause;
        isConnected = false;
        log.error("bus producer failed stream={}", stream, cause);
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits before the next attempt; false if the time to close is up. */
    private boolean pause() throws InterruptedException {
        Duration wait = backOff.nextWait();
        if (!closing.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            return true;
        }
        long left = closeByNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        Thread.sleep(Duration.ofNanos(Math.min(left, wait.toNanos())));
        return true;
    }

    void closeBy(long nanos) {
        closeByNanos = nanos;
        closing.countDown();
    }

    /** Reports everything of a accumulator as undelivered. */
    void giveUp(Accumulator accumulator, String reason) {
        giveUp(accumulator.groups(), 0, reason);
    }

    private void giveUp(List<Accumulator.Group> groups, int sent, String reason) {
        int done = sent;
        for (Accumulator.Group group : groups) {
            int left = group.batch().count() - done;
            if (left > 0) {
                report(group.topic(), group.partition(), left, reason);
            }
            done = 0;
        }
    }

    private LongAdder countOf(Topic topic) {
        return published.computeIfAbsent(topic, _ -> new LongAdder());
    }

    private void report(Topic topic, int partition, int messages, String reason) {
        undelivered.addAndGet(messages);
        log.error(
                "messages given up topic={} partition={} messages={} reason={}",
                topic.topicName(),
                partition,
                messages,
                reason);
        try {
            listener.undelivered(topic, partition, messages, reason);
        } catch (RuntimeException e) {
            log.error("listener failed topic={}", topic.topicName(), e);
        }
    }

    ProducerStatus status(long accepted) {
        Map<Topic, Long> byTopic = new EnumMap<>(Topic.class);
        long acknowledged = 0;
        for (Topic topic : Topic.values()) {
            long count = countOf(topic).sum();
            byTopic.put(topic, count);
            acknowledged += count;
        }
        return new ProducerStatus(
                accepted,
                acknowledged,
                undelivered.get(),
                byTopic,
                isConnected,
                failure()
                        .map(cause -> "the sender failed: " + cause)
                        .or(() -> Optional.ofNullable(trouble)));
    }

    @Override
    public void close() {
        links.close();
    }
}
