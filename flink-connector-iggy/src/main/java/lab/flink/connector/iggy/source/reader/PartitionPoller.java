// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.EventQueue;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.client.ManagedConnection;
import lab.flink.connector.iggy.client.PollFrom;
import lab.flink.connector.iggy.client.PolledMessages;
import lab.flink.connector.iggy.client.TopicInfo;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.loss.DataLossException;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import lab.flink.connector.iggy.topic.TopicSelection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps polls in flight: one for each split that wants one, and not more than a few together, so
 * that the network works while the fetcher decodes. Used by the fetcher thread alone.
 */
final class PartitionPoller implements AutoCloseable {

    /** Polls in flight and answers not yet taken, together; one more for each paused partition. */
    private static final int ANSWERS_MAX = 8;

    private static final int CONNECTIONS = 2;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IggySourceConfig config;
    private final IggySourceReaderMetrics metrics;
    private final EventQueue events = new EventQueue();
    private final ManagedConnection connection;
    private final DataLossGuard guard;
    private final Set<String> topicsLookedUp = new HashSet<>();
    private @Nullable IOException givenUp;

    PartitionPoller(IggySourceConfig config, IggySourceReaderMetrics metrics, DataLossGuard guard) {
        this.config = config;
        this.metrics = metrics;
        this.guard = guard;
        this.connection =
                new ManagedConnection(
                        config.connection(),
                        CONNECTIONS,
                        events::wake,
                        System::nanoTime,
                        RandomGenerator.getDefault());
    }

    /** Sends the polls that are due. */
    void poll(Collection<SplitCursor> cursors) throws IggyException {
        long before = connection.reconnects();
        Optional<IggyClient> client = connection.client();
        noteReconnects(before);
        if (client.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        long busy = busy(cursors);
        int generation = connection.generation();
        for (SplitCursor cursor : cursors) {
            if (cursor.wantsCheck(generation)) {
                check(client.get(), cursor.partition(), cursors);
            } else if (busy < ANSWERS_MAX
                    && cursor.wantsPoll()
                    && cursor.pollAtNanos() - now <= 0) {
                send(client.get(), cursor, cursors);
                busy++;
            }
        }
    }

    /** Waits for an answer, the time of the next poll, or a wake-up. */
    void await(Collection<SplitCursor> cursors) throws IOException, InterruptedException {
        Optional<Runnable> event = events.await(nanosToWait(cursors));
        while (event.isPresent()) {
            event.get().run();
            event = events.await(0);
        }
        if (givenUp != null) {
            throw givenUp;
        }
    }

    /** Ends the wait from any thread. */
    void wake() {
        events.wake();
    }

    /** Returns at once; answers still to come are thrown away. */
    @Override
    public void close() {
        connection.close();
        events.close();
    }

    private long nanosToWait(Collection<SplitCursor> cursors) {
        if (!connection.isUpOrComing()) {
            return Math.max(1, Math.min(LONGEST_WAIT_NANOS, connection.nanosUntilRetry()));
        }
        if (!connection.isUp() || busy(cursors) >= ANSWERS_MAX) {
            return LONGEST_WAIT_NANOS; // what is awaited wakes us
        }
        long now = System.nanoTime();
        long wait = LONGEST_WAIT_NANOS;
        for (SplitCursor cursor : cursors) {
            if (cursor.wantsPoll() && !cursor.wantsCheck(connection.generation())) {
                wait = Math.min(wait, cursor.pollAtNanos() - now);
            }
        }
        return Math.max(0, wait);
    }

    /** Paused partitions do not count: their answers wait for those that this would hold up. */
    private static long busy(Collection<SplitCursor> cursors) {
        return cursors.stream()
                .filter(c -> !c.isPaused() && (c.isInFlight() || c.hasAnswer()))
                .count();
    }

    /** Asks once a connection whether a topic's logs are still those that our offsets belong to. */
    private void check(IggyClient client, TopicPartition of, Collection<SplitCursor> cursors) {
        if (!topicsLookedUp.add(of.topic())) {
            return;
        }
        int generation = connection.generation();
        CompletableFuture<Optional<TopicInfo>> answer = client.topic(of.stream(), of.topic());
        var unused =
                answer.whenComplete((info, failure) ->
                        events.post(() -> lookedUp(generation, of, cursors, answer)));
    }

    private void lookedUp(
            int generation,
            TopicPartition of,
            Collection<SplitCursor> cursors,
            CompletableFuture<Optional<TopicInfo>> answer) {
        if (generation != connection.generation()) {
            return;
        }
        topicsLookedUp.remove(of.topic());
        try {
            TopicInfo info = present(of, answer.join());
            for (SplitCursor cursor : cursors) {
                if (cursor.partition().topic().equals(of.topic())
                        && cursor.wantsCheck(generation)) {
                    check(cursor, info.partition(cursor.partition()), generation);
                }
            }
        } catch (CompletionException | IggyException e) {
            lost(IggyException.of("look-up of " + of, e), cursors);
        } catch (DataLossException e) {
            givenUp = e;
        }
    }

    /**
     * A topic that is listed is waited for when it is gone as a whole. One that matched a pattern
     * may go: that it has no partition any more is a loss, and the others are read on.
     */
    private TopicInfo present(TopicPartition of, Optional<TopicInfo> info) throws IggyException {
        if (config.topics() instanceof TopicSelection.Matching) {
            return info.orElseGet(() -> new TopicInfo(of.topic(), List.of()));
        }
        return info.filter(topic -> !topic.partitions().isEmpty())
                .orElseThrow(() -> IggyException.missing(of.stream(), of.topic()));
    }

    private void check(SplitCursor cursor, Optional<PartitionInfo> info, int generation)
            throws DataLossException {
        if (info.isPresent()) {
            guard.partition(cursor, info.get(), System.nanoTime());
            cursor.checked(generation);
        } else {
            guard.gone(cursor);
            cursor.gone();
        }
    }

    private void send(IggyClient client, SplitCursor cursor, Collection<SplitCursor> cursors) {
        PollFrom from = cursor.polling();
        int generation = connection.generation();
        CompletableFuture<PolledMessages> answer =
                client.poll(cursor.partition(), config.pollingConsumer(), from, cursor.pollCount());
        var unused =
                answer.whenComplete((messages, failure) -> {
                    Runnable step = () -> answered(generation, cursor, cursors, answer);
                    if (!events.post(step) && failure == null) {
                        messages.close();
                    }
                });
    }

    private void answered(
            int generation,
            SplitCursor cursor,
            Collection<SplitCursor> cursors,
            CompletableFuture<PolledMessages> answer) {
        PolledMessages messages;
        try {
            messages = answer.join();
        } catch (CompletionException e) {
            if (generation == connection.generation()) {
                failed(IggyException.of("poll of " + cursor.partition(), e), cursor, cursors);
            }
            return;
        }
        if (generation != connection.generation() || cursor.isReleased()) {
            messages.close();
            return;
        }
        connection.succeeded();
        metrics.polled(!cursor.isNews(messages));
        cursor.found(messages);
    }

    /**
     * What is missing is looked up: it concerns that partition, and no other. What fails again and
     * again is given up by the partition, too: where others are served, the connection never will.
     */
    private void failed(
            IggyException failure, SplitCursor cursor, Collection<SplitCursor> cursors) {
        long now = System.nanoTime();
        Duration patience = config.connection().retry().maxDuration();
        if (failure.isMissing()) {
            cursor.pollLost(now);
            cursor.foundNothing(now);
            cursor.uncheck();
        } else if (failure.isDamaged()
                && cursor.damagedAnswer() >= IggyException.DAMAGED_ANSWERS_MAX) {
            givenUp = guard.unreadable(cursor, failure);
        } else if (cursor.failingFor(now).compareTo(patience) > 0) {
            givenUp = IggyException.gaveUp(patience, failure);
        } else {
            lost(failure, cursors);
        }
    }

    private void lost(IggyException failure, Collection<SplitCursor> cursors) {
        long now = System.nanoTime();
        topicsLookedUp.clear();
        for (SplitCursor cursor : cursors) {
            if (cursor.isInFlight()) {
                cursor.pollLost(now);
            }
        }
        long before = connection.reconnects();
        try {
            connection.failed(failure);
        } catch (IggyException last) {
            givenUp = last;
        }
        noteReconnects(before);
    }

    private void noteReconnects(long before) {
        for (long i = before; i < connection.reconnects(); i++) {
            metrics.reconnected();
        }
    }
}
