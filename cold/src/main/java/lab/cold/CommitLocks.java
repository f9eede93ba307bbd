package lab.cold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import lab.files.ProcessLock;
import org.apache.iceberg.LockManager;

/**
 * Lets one at a time make a version of an Iceberg table: the job that writes it, whoever puts its
 * files together, or a replay in another process that tags a snapshot. On a local disk a version
 * that two write at once is that of the later, and what the other wrote is lost.
 *
 * <p>Iceberg's own keeps its threads in a static field, and whoever closes any Hadoop catalog stops
 * them for all: a commit that is under way at that moment fails. This one has nothing to close.
 */
public final class CommitLocks implements LockManager {
    private static final Duration WAITS_AT_MOST = Duration.ofMinutes(3);
    private static final String VERSION = ".metadata.json";
    private static final Lock LOCK = new ReentrantLock();
    private static final Condition RELEASED = LOCK.newCondition();

    /** Who holds what; both are files. */
    private static final Map<String, String> HELD = new HashMap<>();

    /** Those that other processes wait for. */
    private static final ConcurrentMap<String, ProcessLock> FILES = new ConcurrentHashMap<>();

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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            LOCK.unlock();
        }
        boolean isOurs = false;
        try {
            // Outside the lock above, which whoever has the file needs to give it back
            isOurs = lockFile(entityId, within);
            return isOurs;
        } finally {
            if (!isOurs) {
                free(entityId);
            }
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
            unlockFile(entityId);
            free(entityId);
            return true;
        } finally {
            LOCK.unlock();
        }
    }

    private static void free(String entityId) {
        LOCK.lock();
        try {
            HELD.remove(entityId);
            RELEASED.signalAll();
        } finally {
            LOCK.unlock();
        }
    }

    /** A replay in a process of its own tags snapshots of the table, which is a commit too. */
    private static boolean lockFile(String entityId, Duration within) {
        if (!entityId.endsWith(VERSION)) {
            return true;
        }
        Path version = Path.of(new org.apache.hadoop.fs.Path(entityId).toUri().getPath());
        try {
            Optional<ProcessLock> lock =
                    ProcessLock.take(version.resolveSibling("commit.lock"), within);
            lock.ifPresent(taken -> FILES.put(entityId, taken));
            return lock.isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void unlockFile(String entityId) {
        ProcessLock lock = FILES.remove(entityId);
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void initialize(Map<String, String> properties) {}

    @Override
    public void close() {}
}
