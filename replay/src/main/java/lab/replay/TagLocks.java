package lab.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import lab.files.ProcessLock;
import org.apache.iceberg.LockManager;

/**
 * Lets one process at a time make a version of a table: to tag a snapshot is a commit, and the job
 * of a lab that runs commits to the same table. On a local disk a version that two write at once is
 * that of the later, and what the other wrote is lost.
 *
 * <p>Both lock {@code commit.lock} beside the versions.
 */
public final class TagLocks implements LockManager {
    private static final Duration WAITS_AT_MOST = Duration.ofSeconds(30);

    private final ConcurrentMap<String, ProcessLock> held = new ConcurrentHashMap<>();

    @Override
    public boolean acquire(String entityId, String ownerId) {
        Path version = Path.of(new org.apache.hadoop.fs.Path(entityId).toUri().getPath());
        try {
            Optional<ProcessLock> lock =
                    ProcessLock.take(version.resolveSibling("commit.lock"), WAITS_AT_MOST);
            lock.ifPresent(taken -> held.put(entityId, taken));
            return lock.isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Also called by who did not get it. */
    @Override
    public boolean release(String entityId, String ownerId) {
        ProcessLock lock = held.remove(entityId);
        if (lock == null) {
            return false;
        }
        try {
            lock.close();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void initialize(Map<String, String> properties) {}

    @Override
    public void close() {}
}
