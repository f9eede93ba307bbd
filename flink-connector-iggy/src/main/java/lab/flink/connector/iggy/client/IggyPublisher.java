// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches to the partitions of one topic, each at least once and those of one partition in
 * order. A thread of its own keeps one batch of each partition in flight, and sends again what was
 * not acknowledged when the connection broke. What waits for a partition that has been deleted
 * fails, and no other. Once it has given up, every future fails with the reason. How much waits
 * here is bounded by the callers.
 */
@Internal
public final class IggyPublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IggyPublisher.class);
    private static final int CONNECTIONS = 2;
    private static final long IDLE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String stream;
    private final String topic;
    private final EventQueue events = new EventQueue();
    private final ManagedConnection connection;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final CompletableFuture<Integer> partitionCount = new CompletableFuture<>();
    private final Thread thread;

    private volatile boolean closed;
    private final AtomicLong failedSends = new AtomicLong();
    private volatile long lastSendMillis;
    private boolean lookingUp;
    private @Nullable IggyException givenUp;

    /** Starts at once, connects in the background. */
    public IggyPublisher(String name, ConnectionConfig config, String stream, String topic) {
        this.stream = stream;
        this.topic = topic;
        this.connection =
                new ManagedConnection(
                        config,
                        CONNECTIONS,
                        events::wake,
                        System::nanoTime,
                        RandomGenerator.getDefault());
        this.thread = new Thread(this::run, "iggy-publisher " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What waits for one partition, and whether its first is in flight. */
    private static final class Lane {
        final Deque<Pending> queue = new ArrayDeque<>();
        boolean inFlight;
    }

    private record Pending(MessageBatch batch, CompletableFuture<Void> done) {}

    /** How many partitions the topic has; known once the topic exists. */
    public CompletableFuture<Integer> partitionCount() {
        return partitionCount;
    }

    /** Complete once the server has the batch. Completes on this publisher's thread. */
    public CompletableFuture<Void> publish(int partition, MessageBatch batch) {
        var pending = new Pending(batch, new CompletableFuture<>());
        if (!events.post(() -> enqueue(partition, pending))) {
            pending.done().completeExceptionally(closedException());
        }
        return pending.done();
    }

    /** Attempts that were not acknowledged. */
    public long failedSends() {
        return failedSends.get();
    }

    /** How long the last acknowledged batch took. */
    public long lastSendMillis() {
        return lastSendMillis;
    }

    public long reconnects() {
        return connection.reconnects();
    }

    /** Returns at once. What is not acknowledged yet may or may not arrive. */
    @Override
    public void close() {
        closed = true;
        events.wake();
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IggyException e) {
            giveUp(e);
        } catch (RuntimeException | Error e) {
            log.error("publisher failed stream={} topic={}", stream, topic, e);
            giveUp(IggyException.of("send to " + stream + "/" + topic, e));
        } finally {
            giveUp(closedException());
            events.close();
            connection.close();
        }
    }

    private void step() throws IggyException, InterruptedException {
        Optional<IggyClient> client = connection.client();
        if (client.isPresent()) {
            if (!partitionCount.isDone()) {
                lookUp(client.get());
            }
            for (Map.Entry<Integer, Lane> lane : lanes.entrySet()) {
                send(client.get(), lane.getKey(), lane.getValue());
            }
        }
        long wait =
                connection.isUpOrComing()
                        ? IDLE_WAIT_NANOS
                        : Math.max(1, connection.nanosUntilRetry());
        Optional<Runnable> event = events.await(wait);
        while (event.isPresent()) {
            event.get().run();
            event = events.await(0);
        }
        if (givenUp != null) {
            throw givenUp;
        }
    }

    private void lookUp(IggyClient client) {
        if (lookingUp) {
            return;
        }
        lookingUp = true;
        int generation = connection.generation();
        CompletableFuture<Optional<TopicInfo>> answer = client.topic(stream, topic);
        var unused =
                answer.whenComplete(
                        (found, failure) -> events.post(() -> lookedUp(generation, answer)));
    }

    private void lookedUp(int generation, CompletableFuture<Optional<TopicInfo>> answer) {
        if (generation != connection.generation()) {
            return;
        }
        String what = "look-up of " + stream + "/" + topic;
        try {
            Optional<TopicInfo> found = answer.join();
            if (found.isPresent() && !found.get().partitions().isEmpty()) {
                connection.succeeded();
                partitionCount.complete(found.get().partitions().size());
            } else {
                failed(IggyException.missing(stream, topic));
            }
        } catch (CompletionException e) {
            failed(IggyException.of(what, e));
        }
    }

    private void enqueue(int partition, Pending pending) {
        if (givenUp != null) {
            pending.done().completeExceptionally(givenUp);
            return;
        }
        lanes.computeIfAbsent(partition, id -> new Lane()).queue.add(pending);
    }

    private void send(IggyClient client, int partition, Lane lane) {
        Pending next = lane.queue.peek();
        if (next == null || lane.inFlight) {
            return;
        }
        lane.inFlight = true;
        int generation = connection.generation();
        long startNanos = System.nanoTime();
        var unused =
                client.send(partition(partition), next.batch())
                        .whenComplete((done, failure) ->
                                events.post(() ->
                                        sent(generation, partition, lane, startNanos, failure)));
    }

    private TopicPartition partition(int id) {
        return new TopicPartition(stream, topic, id);
    }

    private void sent(
            int generation,
            int partition,
            Lane lane,
            long startNanos,
            @Nullable Throwable failure) {
        if (generation != connection.generation() || givenUp != null) {
            return; // given up on already: if it is sent again, then not by this answer
        }
        if (failure != null) {
            failedSends.incrementAndGet();
            IggyException refused = IggyException.of("send to " + stream + "/" + topic, failure);
            if (refused.isMissing()) {
                lookForPartition(partition, lane, refused);
            } else {
                failed(refused);
            }
            return;
        }
        lane.inFlight = false;
        connection.succeeded();
        lastSendMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        Pending acknowledged = lane.queue.remove();
        acknowledged.done().complete(null);
    }

    /** If the topic is there and that partition is not, it concerns that lane alone. */
    private void lookForPartition(int id, Lane lane, IggyException refused) {
        int generation = connection.generation();
        Optional<IggyClient> client = connectedClient();
        if (client.isEmpty()) {
            failed(refused);
            return;
        }
        CompletableFuture<Optional<TopicInfo>> answer = client.get().topic(stream, topic);
        var unused =
                answer.whenComplete((found, failure) ->
                        events.post(() -> {
                            if (generation == connection.generation()) {
                                lookedFor(id, lane, refused, answer);
                            }
                        }));
    }

    private Optional<IggyClient> connectedClient() {
        try {
            return connection.client();
        } catch (IggyException e) {
            return Optional.empty();
        }
    }

    private void lookedFor(
            int id,
            Lane lane,
            IggyException refused,
            CompletableFuture<Optional<TopicInfo>> answer) {
        boolean isGone;
        try {
            isGone =
                    answer.join()
                            .filter(info -> !info.partitions().isEmpty())
                            .filter(info -> info.partition(partition(id)).isEmpty())
                            .isPresent();
        } catch (CompletionException e) {
            failed(IggyException.of("look-up of " + stream + "/" + topic, e));
            return;
        }
        if (!isGone) {
            failed(refused);
            return;
        }
        lane.inFlight = false;
        IggyException gone = IggyException.gone(partition(id));
        log.warn("partition is gone partition={}", partition(id));
        List<Pending> homeless = List.copyOf(lane.queue);
        lane.queue.clear();
        homeless.forEach(pending -> pending.done().completeExceptionally(gone));
    }

    private void failed(IggyException failure) {
        lookingUp = false;
        lanes.values().forEach(lane -> lane.inFlight = false);
        try {
            connection.failed(failure);
        } catch (IggyException last) {
            givenUp = last;
        }
    }

    private void giveUp(IggyException reason) {
        if (givenUp == null) {
            givenUp = reason;
        }
        IggyException first = givenUp;
        partitionCount.completeExceptionally(first);
        for (Lane lane : lanes.values()) {
            lane.queue.forEach(pending -> pending.done().completeExceptionally(first));
            lane.queue.clear();
        }
    }

    private IggyException closedException() {
        return new IggyException(
                "send to " + stream + "/" + topic + ": the sender is closed", true);
    }
}
