// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one client's requests, late by up to {@link #TICK}. Nearly every request is
 * answered in time: to set a deadline and to take it away wakes no thread, unlike {@link
 * CompletableFuture#orTimeout}, which wakes one each time.
 *
 * <p>One thread serves all that are open and ends with the last of them.
 */
final class Deadlines implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(100);
    private static final int TICKS_A_TURN = 512;

    private static @Nullable Timer shared;
    private static int users;

    private final Timer timer;
    private boolean closed;

    private Deadlines(Timer timer) {
        this.timer = timer;
    }

    static Deadlines open() {
        synchronized (Deadlines.class) {
            Timer running = shared;
            if (running == null) {
                running = start();
                shared = running;
            }
            users++;
            return new Deadlines(running);
        }
    }

    /**
     * Fails the future with a {@link TimeoutException} if it is not complete after so long, or when
     * the last client has been closed; on a thread of the common pool.
     */
    <T> CompletableFuture<T> failAfter(Duration patience, CompletableFuture<T> result) {
        Timeout timeout;
        try {
            timeout =
                    timer.newTimeout(
                            late -> result.completeExceptionally(new TimeoutException()),
                            patience.toNanos(),
                            TimeUnit.NANOSECONDS);
        } catch (IllegalStateException stopped) {
            // Asked of a client that is closed.
            return result.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
        }
        return result.whenComplete((answer, failure) -> timeout.cancel());
    }

    @Override
    public void close() {
        synchronized (Deadlines.class) {
            if (closed) {
                return;
            }
            closed = true;
            if (--users > 0) {
                return;
            }
            shared = null;
        }
        for (Timeout pending : timer.stop()) {
            ForkJoinPool.commonPool().execute(() -> run(pending));
        }
    }

    private static void run(Timeout pending) {
        try {
            pending.task().run(pending);
        } catch (Exception e) {
            throw new IllegalStateException("a deadline only completes a future", e);
        }
    }

    private static Timer start() {
        return new HashedWheelTimer(
                new DefaultThreadFactory("iggy-deadlines", true),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS,
                TICKS_A_TURN,
                false,
                -1,
                ForkJoinPool.commonPool());
    }
}
