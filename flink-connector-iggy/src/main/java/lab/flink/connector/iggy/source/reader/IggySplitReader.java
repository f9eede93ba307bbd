// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import lab.flink.connector.iggy.client.PolledMessages;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.config.DecodeErrorPolicy;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsRemoval;
import org.jspecify.annotations.Nullable;

/**
 * Reads all splits of one reader, on Flink's fetcher thread.
 *
 * <p>One {@link #fetch} returns one poll's answer, decoded. Before it decodes, it sends the poll
 * for what comes after, so that network and decoding overlap. It waits inside, for answers, for the
 * next poll of an idle partition or for a lost server, and every wait ends at {@link #wakeUp}; what
 * was going on is kept for the next call. Dead letters of an answer must have arrived before the
 * answer is returned.
 */
final class IggySplitReader<T> implements SplitReader<FetchedMessages<T>, IggyPartitionSplit> {

    private final IggySourceConfig config;
    private final MessageDecoder<T> decoder;
    private final IggySourceReaderMetrics metrics;
    private final DataLossGuard guard;
    private final PartitionPoller poller;
    private final Set<String> gone;
    private final AtomicBoolean woken = new AtomicBoolean();

    /** In turn: who has been served moves to the end. */
    private final Map<String, SplitCursor> cursors = new LinkedHashMap<>();

    private final Set<String> finished = new HashSet<>();
    private @Nullable DeadLetterOffice letters;
    private @Nullable Undelivered<T> undelivered;

    /** Notes among {@code gone} which of the splits that end do so as their partition is gone. */
    IggySplitReader(
            IggySourceConfig config,
            MessageDecoder<T> decoder,
            IggySourceReaderMetrics metrics,
            Set<String> gone) {
        this.gone = gone;
        this.config = config;
        this.decoder = decoder;
        this.metrics = metrics;
        this.guard = new DataLossGuard(config.onDataLoss(), metrics);
        this.poller = new PartitionPoller(config, metrics, guard);
    }

    /** Messages that must wait for their dead letters to arrive. */
    private record Undelivered<T>(FetchedMessages<T> messages, CompletableFuture<Void> delivery) {}

    @Override
    public RecordsWithSplitIds<FetchedMessages<T>> fetch() throws IOException {
        try {
            while (!woken.getAndSet(false)) {
                Optional<FetchedMessages<T>> fetched = step();
                if (fetched.isPresent()) {
                    return fetched.get();
                }
            }
            return FetchedMessages.none(Set.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("fetch: interrupted", e);
        }
    }

    @Override
    public void wakeUp() {
        woken.set(true);
        poller.wake();
    }

    @Override
    public void handleSplitsChanges(SplitsChange<IggyPartitionSplit> change) {
        if (change instanceof SplitsAddition) {
            change.splits().forEach(this::add);
        } else if (change instanceof SplitsRemoval) {
            change.splits().forEach(split -> remove(split.splitId()));
        } else {
            throw new UnsupportedOperationException("splits change: unknown kind " + change);
        }
    }

    @Override
    public void pauseOrResumeSplits(
            Collection<IggyPartitionSplit> toPause, Collection<IggyPartitionSplit> toResume) {
        setPaused(toPause, true);
        setPaused(toResume, false);
    }

    @Override
    public void close() {
        poller.close();
        cursors.values().forEach(SplitCursor::release);
        if (letters != null) {
            letters.close();
        }
    }

    /** Does what can be done now, or waits; returns what is to be handed over, if anything. */
    private Optional<FetchedMessages<T>> step() throws IOException, InterruptedException {
        if (undelivered != null) {
            return awaitDelivery(undelivered);
        }
        finishEmptied();
        if (!finished.isEmpty()) {
            FetchedMessages<T> word = FetchedMessages.none(Set.copyOf(finished));
            finished.clear();
            return Optional.of(word);
        }
        poller.poll(cursors.values());
        for (SplitCursor cursor : cursors.values()) {
            PolledMessages answer = cursor.isPaused() ? null : cursor.takeAnswer();
            if (answer != null) {
                return take(cursor, answer);
            }
        }
        poller.await(cursors.values());
        return Optional.empty();
    }

    /** Ends the splits whose last messages are gone: no answer will ever tell of their end. */
    private void finishEmptied() {
        List<SplitCursor> ended =
                cursors.values().stream()
                        .filter(c -> c.isFinished() && !c.isInFlight() && !c.hasAnswer())
                        .toList();
        List<String> emptied = ended.stream().map(SplitCursor::splitId).toList();
        ended.stream().filter(SplitCursor::isGone).map(SplitCursor::splitId).forEach(gone::add);
        emptied.forEach(this::remove);
        finished.addAll(emptied);
    }

    private Optional<FetchedMessages<T>> take(SplitCursor cursor, PolledMessages answer)
            throws IOException {
        cursors.remove(cursor.splitId());
        cursors.put(cursor.splitId(), cursor);
        try (answer) {
            long now = System.nanoTime();
            if (cursor.polled() == SplitCursor.Polled.SEEKING) {
                cursor.sought(
                        answer.next() ? OptionalLong.of(answer.offset()) : OptionalLong.empty(),
                        now);
                return Optional.empty();
            }
            if (!guard.accepts(cursor, answer, now)) {
                return Optional.empty();
            }
            return cursor.isNews(answer) ? some(cursor, answer, now) : nothing(cursor, now);
        }
    }

    private Optional<FetchedMessages<T>> nothing(SplitCursor cursor, long now) {
        cursor.metrics().polled(cursor.nextOffset(), cursor.nextOffset());
        cursor.metrics().fetched(0);
        cursor.foundNothing(now);
        return Optional.empty();
    }

    private Optional<FetchedMessages<T>> some(SplitCursor cursor, PolledMessages answer, long now)
            throws IOException {
        long first = cursor.nextOffset();
        int reread = answer.offset() < first ? answer.bytes() : 0;
        cursor.read(answer, now);
        cursor.metrics().polled(answer.lastOffset() + 1, answer.headOffset() + 1);
        cursor.metrics().fetched(lagMillis(answer));
        metrics.bytesIn(answer.sizeBytes() - reread);
        if (cursor.isFinished()) {
            remove(cursor.splitId());
        }
        poller.poll(cursors.values()); // so that the network works while we decode
        return decode(cursor, answer, first);
    }

    private Optional<FetchedMessages<T>> decode(
            SplitCursor cursor, PolledMessages answer, long first) throws IOException {
        MessageDecoder.Decoded<T> decoded =
                decoder.decode(
                        cursor.partition(),
                        answer,
                        first,
                        cursor.endOffset(),
                        FetchedMessages.of(
                                cursor.splitId(),
                                cursor.logCreatedMicros(),
                                cursor.stopOffset(),
                                cursor.isFinished()));
        if (decoded.letters().isEmpty()) {
            return Optional.of(decoded.messages());
        }
        CompletableFuture<Void> delivery = letters(cursor.partition()).send(decoded.letters());
        var unused = delivery.whenComplete((done, failure) -> poller.wake());
        metrics.deadLetters(decoded.letters().size());
        undelivered = new Undelivered<>(decoded.messages(), delivery);
        return Optional.empty();
    }

    private Optional<FetchedMessages<T>> awaitDelivery(Undelivered<T> waiting)
            throws IOException, InterruptedException {
        if (!waiting.delivery().isDone()) {
            poller.poll(cursors.values());
            poller.await(List.of());
            return Optional.empty();
        }
        undelivered = null;
        try {
            waiting.delivery().join();
        } catch (CompletionException e) {
            throw new IOException("dead letters: cannot be sent, " + e.getCause(), e.getCause());
        }
        return Optional.of(waiting.messages());
    }

    private DeadLetterOffice letters(TopicPartition of) throws IOException {
        DeadLetterOffice office = letters;
        if (office == null) {
            var policy = (DecodeErrorPolicy.DeadLetter) config.onDecodeError();
            if (policy.topic().equals(of.topic()) && !config.names(of.topic())) {
                throw new IOException(
                        "scan.dead-letter.topic: must not be one that the source reads, was "
                                + of.topic());
            }
            office = new DeadLetterOffice(config.connection(), of.stream(), policy);
            letters = office;
        }
        return office;
    }

    private static long lagMillis(PolledMessages answer) {
        return Math.max(0, System.currentTimeMillis() - answer.lastTimestampMicros() / 1000);
    }

    private void add(IggyPartitionSplit split) {
        if (split.isFinished()) {
            finished.add(split.splitId());
            return;
        }
        cursors.put(
                split.splitId(),
                new SplitCursor(split, metrics.addSplit(split), config.poll(), System.nanoTime()));
    }

    private void remove(String splitId) {
        SplitCursor cursor = cursors.remove(splitId);
        if (cursor != null) {
            cursor.release();
        }
    }

    /** Splits that ended or were given back meanwhile are none of ours any more. */
    private void setPaused(Collection<IggyPartitionSplit> splits, boolean paused) {
        for (IggyPartitionSplit split : splits) {
            SplitCursor cursor = cursors.get(split.splitId());
            if (cursor != null) {
                cursor.pause(paused);
            }
        }
    }
}
