// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.retry.Backoff;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that is built anew after every failure, with back-off, until the time budget is spent.
 * Never blocks; belongs to one thread, which calls {@link #client} in its loop and reports how its
 * requests went. Answers of an earlier {@link #generation} are to be thrown away.
 */
@Internal
public final class ManagedConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ManagedConnection.class);

    private final ConnectionConfig config;
    private final int connections;
    private final Runnable wake;
    private final LongSupplier nanoClock;
    private final Backoff backoff;

    private @Nullable IggyClient client;
    private @Nullable CompletableFuture<IggyClient> connecting;
    private long retryAtNanos;
    private int generation;
    private final AtomicLong reconnects = new AtomicLong();

    /** Runs {@code wake} on some thread whenever it is worth calling {@link #client} again. */
    public ManagedConnection(
            ConnectionConfig config,
            int connections,
            Runnable wake,
            LongSupplier nanoClock,
            RandomGenerator random) {
        this.config = config;
        this.connections = connections;
        this.wake = wake;
        this.nanoClock = nanoClock;
        this.backoff = new Backoff(config.retry(), random);
        this.retryAtNanos = nanoClock.getAsLong();
    }

    /** The client if there is one by now; otherwise sees to it that there will be. */
    public Optional<IggyClient> client() throws IggyException {
        if (client == null && connecting == null && nanosUntilRetry() <= 0) {
            connecting = IggyClient.connect(config, connections);
            var unused = connecting.whenComplete((connected, failure) -> wake.run());
        }
        if (connecting != null && connecting.isDone()) {
            CompletableFuture<IggyClient> attempt = connecting;
            connecting = null;
            try {
                client = attempt.join();
            } catch (CompletionException e) {
                failed(IggyException.of("login at " + config.address(), e));
            }
        }
        return Optional.ofNullable(client);
    }

    /** How long there is nothing to do about a lost connection. */
    public long nanosUntilRetry() {
        return retryAtNanos - nanoClock.getAsLong();
    }

    public boolean isUp() {
        return client != null;
    }

    /** Whether a client is there or on its way. */
    public boolean isUpOrComing() {
        return client != null || connecting != null;
    }

    public int generation() {
        return generation;
    }

    /** How often a connection was lost. */
    public long reconnects() {
        return reconnects.get();
    }

    /** A request was answered: the server is well. */
    public void succeeded() {
        if (backoff.failures() > 0) {
            log.info("iggy is back address={} attempts={}", config.address(), backoff.failures());
            backoff.succeeded();
        }
    }

    /** A request failed: drops the client, and throws if there is no point or no time left. */
    public void failed(IggyException failure) throws IggyException {
        drop();
        reconnects.incrementAndGet();
        if (failure.fatal()) {
            throw failure;
        }
        long now = nanoClock.getAsLong();
        OptionalLong delay = backoff.failed(now);
        if (delay.isEmpty()) {
            throw IggyException.gaveUp(config.retry().maxDuration(), failure);
        }
        retryAtNanos = now + delay.getAsLong();
        if (backoff.failures() == 1) {
            log.warn("iggy is lost address={} cause={}", config.address(), failure.getMessage());
        } else {
            log.debug("iggy is still lost cause={}", failure.getMessage());
        }
    }

    /** Returns at once. */
    @Override
    public void close() {
        drop();
    }

    private void drop() {
        generation++;
        if (client != null) {
            client.close();
            client = null;
        }
        if (connecting != null) {
            var unused = connecting.thenAccept(IggyClient::close);
            connecting = null;
        }
    }
}
