// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.flink.annotation.Internal;

/**
 * How answers from network threads reach the one thread that owns a loop: as steps which that
 * thread runs. What it holds is bounded by the owner's requests in flight.
 */
@Internal
public final class EventQueue implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Runnable> events = new ArrayDeque<>();
    private boolean woken;
    private boolean closed;

    /** False once closed: the owner will not run the step any more. */
    public boolean post(Runnable event) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            events.add(event);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait that is going on, or the next one. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next step, at once if there is one; nothing after a wake-up or when time is up. */
    public Optional<Runnable> await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (events.isEmpty() && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return Optional.ofNullable(events.poll());
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on steps are refused; those not yet run are run here, to let go of what they hold.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        Runnable event = events.poll();
        while (event != null) {
            event.run();
            event = events.poll();
        }
    }
}
