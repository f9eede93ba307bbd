package lab.flink.sql;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.LockManager;

/**
 * Lets one at a time in this JVM make a version of an Iceberg table: the job that writes it, or
 * whoever puts its files together.
 *
 * <p>Iceberg's own keeps its threads in a static field, and whoever closes any Hadoop catalog stops
 * them for all: a commit that is under way at that moment fails. This one has nothing to close.
 */
public final class CommitLocks implements LockManager {
    private static final Duration WAITS_AT_MOST = Duration.ofMinutes(3);
    private static final Lock LOCK = new ReentrantLock();
    private static final Condition RELEASED = LOCK.newCondition();

    /** Who holds what; both are files. */
    private static final Map<String, String> HELD = new HashMap<>();

    @Override
    public boolean acquire(String entityId, String ownerId) {
        return acquire(entityId, ownerId, WAITS_AT_MOST);
    }

    static boolean acquire(String entityId, String ownerId, Duration within) {
        long left = within.toNanos();
        LOCK.lock();
        try {
            while (HELD.containsKey(entityId)) {
                if (left <= 0) {
                    return false;
                }
                left = RELEASED.awaitNanos(left);
            }
            HELD.put(entityId, ownerId);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            LOCK.unlock();
        }
    }

    /** Also called by who did not get it: then it stays with whom it is. */
    @Override
    public boolean release(String entityId, String ownerId) {
        LOCK.lock();
        try {
            if (!Objects.equals(HELD.get(entityId), ownerId)) {
                return false;
            }
            HELD.remove(entityId);
            RELEASED.signalAll();
            return true;
        } finally {
            LOCK.unlock();
        }
    }

    @Override
    public void initialize(Map<String, String> properties) {}

    @Override
    public void close() {}
}
