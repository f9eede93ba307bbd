// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.client.retry.Backoff;
import lab.flink.connector.iggy.topic.NameOrId;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client for threads that may wait: asks again, on a new connection and with back-off, until
 * there is an answer or the time budget is spent. Interruptible; for one thread at a time.
 */
@Internal
public final class RetryingClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RetryingClient.class);

    /** Who reads; offsets are never stored under this name. */
    static final String READER = "flink-connector-iggy";

    private final ConnectionConfig config;
    private final Backoff backoff;
    private final AtomicLong reconnects = new AtomicLong();
    private @Nullable IggyClient client;
    private int damagedAnswers;

    public RetryingClient(ConnectionConfig config, RandomGenerator random) {
        this.config = config;
        this.backoff = new Backoff(config.retry(), random);
    }

    /** One request. */
    public interface Request<T> {
        CompletableFuture<T> send(IggyClient client) throws IOException;
    }

    /** Several requests on one connection that are begun anew together. */
    interface Work<T> {
        T on(IggyClient client) throws IOException, InterruptedException;
    }

    public <T> T call(Request<T> request) throws IOException, InterruptedException {
        return run(connected -> await(request.send(connected)));
    }

    /** The topic, once it exists and has partitions. */
    public TopicInfo awaitTopic(String stream, String topic)
            throws IOException, InterruptedException {
        return run(connected -> existing(connected, stream, topic));
    }

    /** The name of a stream, once it exists. */
    public String awaitName(NameOrId stream) throws IOException, InterruptedException {
        if (stream instanceof NameOrId.Name known) {
            return known.value();
        }
        return run(connected ->
                await(connected.streamName(stream))
                        .orElseThrow(() -> IggyException.notYet("stream " + stream)));
    }

    /** The name of a topic, once it exists. */
    public String awaitName(String stream, NameOrId topic)
            throws IOException, InterruptedException {
        if (topic instanceof NameOrId.Name known) {
            return known.value();
        }
        return run(connected ->
                await(connected.topic(new NameOrId.Name(stream), topic))
                        .map(TopicInfo::name)
                        .orElseThrow(() -> IggyException.missing(stream, topic)));
    }

    /** Where the logs of these partitions of a topic end; of those that are there. */
    public Map<Integer, LogEnd> logEnds(String stream, String topic, Set<Integer> partitions)
            throws IOException, InterruptedException {
        return run(connected -> {
            var ends = new HashMap<Integer, LogEnd>();
            for (PartitionInfo info : existing(connected, stream, topic).partitions()) {
                if (partitions.contains(info.id())) {
                    var partition = new TopicPartition(stream, topic, info.id());
                    ends.put(info.id(), logEnd(connected, partition, info));
                }
            }
            return ends;
        });
    }

    /** Where a log ended when it was described, if it has not been emptied since. */
    private LogEnd logEnd(IggyClient connected, TopicPartition partition, PartitionInfo info)
            throws IggyException, InterruptedException {
        long created = info.createdAtMicros();
        long last = info.nextOffset() - 1;
        var unmarked = new LogEnd(created, last + 1, Optional.empty());
        if (info.messageCount() == 0) {
            return unmarked;
        }
        try (PolledMessages answer =
                await(connected.poll(partition, READER, new PollFrom.Offset(last), 1))) {
            return answer.next() && answer.offset() == last
                    ? new LogEnd(created, last + 1, Optional.of(answer.mark()))
                    : LogEnd.startOf(created);
        } catch (IggyException e) {
            if (e.isDamaged()) {
                return unmarked;
            }
            throw e;
        }
    }

    <T> T run(Work<T> work) throws IOException, InterruptedException {
        while (true) {
            try {
                T result = work.on(connected());
                progressed();
                return result;
            } catch (IggyException failure) {
                close();
                reconnects.incrementAndGet();
                pause(failure);
            }
        }
    }

    /** Something has come of the work: patience begins anew. */
    void progressed() {
        backoff.succeeded();
        damagedAnswers = 0;
    }

    TopicInfo existing(IggyClient connected, String stream, String topic)
            throws IggyException, InterruptedException {
        return await(connected.topic(stream, topic))
                .filter(info -> !info.partitions().isEmpty())
                .orElseThrow(() -> IggyException.missing(stream, topic));
    }

    /** How often a connection was given up. */
    public long reconnects() {
        return reconnects.get();
    }

    /** Returns at once; a later call connects again. */
    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private IggyClient connected() throws IggyException, InterruptedException {
        IggyClient known = client;
        if (known == null) {
            known = await(IggyClient.connect(config, 1));
            client = known;
        }
        return known;
    }

    <T> T await(CompletableFuture<T> answer) throws IggyException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw IggyException.of("request to " + config.address(), e);
        }
    }

    private void pause(IggyException failure) throws IggyException, InterruptedException {
        if (failure.fatal()) {
            throw failure;
        }
        if (failure.isDamaged() && ++damagedAnswers >= IggyException.DAMAGED_ANSWERS_MAX) {
            throw IggyException.damagedLog(failure);
        }
        OptionalLong delay = backoff.failed(System.nanoTime());
        if (delay.isEmpty()) {
            throw IggyException.gaveUp(config.retry().maxDuration(), failure);
        }
        if (backoff.failures() == 1) {
            log.warn("iggy does not answer, trying again cause={}", failure.getMessage());
        }
        TimeUnit.NANOSECONDS.sleep(delay.getAsLong());
    }
}
