package lab.iggy.embedded;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads beside the event loops: one that changes the catalog and looks after files, some that
 * wait for disks, and one that checks passwords.
 */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int DISK_THREADS_MAX = 4;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS_MAX = 30;

    /** Something to do again and again. */
    interface Chore {
        void run() throws IOException;
    }

    private final ScheduledThreadPoolExecutor control =
            new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("iggy-control", true));
    private final ThreadPoolExecutor disk;
    private final ThreadPoolExecutor passwords;

    /**
     * Makes the threads as they are needed.
     *
     * @param connectionsMax bounds the queue: a connection has one request at a time
     */
    Workers(int connectionsMax) {
        disk = pool("iggy-disk", DISK_THREADS_MAX, connectionsMax);
        passwords = pool("iggy-passwords", 1, connectionsMax);
        control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queued) {
        var pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queued),
                        new DefaultThreadFactory(name, true));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    ScheduledThreadPoolExecutor control() {
        return control;
    }

    ThreadPoolExecutor disk() {
        return disk;
    }

    ThreadPoolExecutor passwords() {
        return passwords;
    }

    void every(Duration period, String name, Chore chore) {
        Runnable guarded =
                () -> {
                    try {
                        chore.run();
                    } catch (IOException | RuntimeException | Error e) {
                        // Thrown on, it would end the chore for good and tell nobody
                        LOG.atError()
                                .addKeyValue("chore", name)
                                .setCause(e)
                                .log("chore failed; it is tried again");
                    }
                };
        var _ =
                control.scheduleWithFixedDelay(
                        guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Finishes what was begun. */
    @Override
    public void close() {
        control.shutdown();
        disk.shutdown();
        passwords.shutdown();
        try {
            if (!control.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                    || !disk.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                    || !passwords.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("broker closed while work was under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
