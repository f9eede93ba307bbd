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
 * The threads beside the event loops: one that changes the catalog and looks after files, and some
 * that wait for disks.
 */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int DISK_THREADS_MAX = 4;
    private static final int DISK_IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS_MAX = 30;

    /** Something to do again and again. */
    interface Chore {
        void run() throws IOException;
    }

    private final ScheduledThreadPoolExecutor control =
            new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("iggy-control", true));
    private final ThreadPoolExecutor disk;

    /**
     * Makes the threads as they are needed.
     *
     * @param connectionsMax bounds the queue: a connection has one request at a time
     */
    Workers(int connectionsMax) {
        disk =
                new ThreadPoolExecutor(
                        DISK_THREADS_MAX,
                        DISK_THREADS_MAX,
                        DISK_IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(connectionsMax),
                        new DefaultThreadFactory("iggy-disk", true));
        disk.allowCoreThreadTimeOut(true);
        control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    ScheduledThreadPoolExecutor control() {
        return control;
    }

    ThreadPoolExecutor disk() {
        return disk;
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
        try {
            if (!control.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                    || !disk.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("broker closed while work was under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
