package lab.launcher;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts that start beside each other. The first failure is told; leaving the scope interrupts those
 * that are still starting and waits for them, so that none comes up after the others were closed.
 */
final class Together implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Together.class);

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().name("start-", 0).daemon().factory());

    /** Something to start. */
    interface Start<T> {
        T start() throws Exception;
    }

    /** A part on its way up. */
    record Task<T>(String name, Future<T> future) {

        T await() throws LabException, InterruptedException {
            try {
                return future.get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (cause instanceof LabException told) {
                    throw told;
                }
                throw new LabException(
                        "%s: it must start, %s".formatted(name, LabException.reason(cause)), cause);
            } catch (CancellationException e) {
                throw new LabException("%s: it must start, was stopped".formatted(name), e);
            }
        }
    }

    <T> Task<T> start(String name, Start<T> start) {
        return new Task<>(
                name,
                threads.submit(() -> {
                    long begin = System.nanoTime();
                    T part = start.start();
                    log.info(
                            "part started part={} took_ms={}",
                            name,
                            Duration.ofNanos(System.nanoTime() - begin).toMillis());
                    return part;
                }));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
