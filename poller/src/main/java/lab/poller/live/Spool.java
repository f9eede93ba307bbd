package lab.poller.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What came from the exchange and was not taken yet, in memory and within bounds. An exchange does
 * not wait: what finds no room is dropped and counted, and shows as a gap later.
 */
public final class Spool {
    public static final int ITEMS_MAX = 200_000;
    public static final long BYTES_MAX = 64L << 20;

    /** Something that waits, and how much memory it holds. */
    public record Item(Arrival arrival, int bytes) {}

    private final int itemsMax;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Queue<Item> items = new ArrayDeque<>();
    private long bytes;
    private long dropped;

    public Spool(int itemsMax, long bytesMax) {
        this.itemsMax = itemsMax;
        this.bytesMax = bytesMax;
    }

    /** Adds what cannot wait; false if there was no room. */
    public boolean offer(Item item) {
        lock.lock();
        try {
            if (isFullFor(item)) {
                dropped++;
                return false;
            }
            add(item);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds what can wait, when there is room. */
    public void put(Item item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (isFullFor(item)) {
                emptied.await();
            }
            add(item);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest, waiting for it no longer than told; null if nothing came. */
    public @Nullable Arrival poll(Duration waitMax) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = waitMax.toNanos();
            while (items.isEmpty()) {
                if (nanos <= 0) {
                    return null;
                }
                nanos = filled.awaitNanos(nanos);
            }
            Item item = items.remove();
            bytes -= item.bytes();
            emptied.signal();
            return item.arrival();
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    public int itemsMax() {
        return itemsMax;
    }

    private boolean isFullFor(Item item) {
        return items.size() >= itemsMax || (!items.isEmpty() && bytes + item.bytes() > bytesMax);
    }

    private void add(Item item) {
        items.add(item);
        bytes += item.bytes();
        filled.signal();
    }

    public static Item item(Arrival arrival) {
        return new Item(
                arrival,
                switch (arrival) {
                    case Arrival.Text(var frame, _) -> frame.length;
                    case Arrival.Junk(var frame, _, _) -> frame.length;
                    case Arrival.Cut _,
                            Arrival.Answer _,
                            Arrival.Answered _,
                            Arrival.Newest _,
                            Arrival.Unlisted _,
                            Arrival.Unanswered _ ->
                            200;
                });
    }
}
