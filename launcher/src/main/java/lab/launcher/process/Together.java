package lab.launcher.process;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import lab.launcher.directory.LabException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts that start beside each other. The first failure is told; leaving the scope interrupts those
 * that are still starting and waits for them, so that none comes up after the others were closed.
 */
public final class Together implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Together.class);

    /** An ordinary start on a slow machine takes no longer, and says nothing above its page. */
    private static final Duration TELLS_AFTER = Duration.ofSeconds(45);

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().name("start-", 0).daemon().factory());

    private final Duration tellsAfter;
    private final Consumer<String> say;

    /**
     * Nothing is started yet.
     *
     * @param say hears of parts that take long
     */
    public Together(Consumer<String> say) {
        this(TELLS_AFTER, say);
    }

    public Together(Duration tellsAfter, Consumer<String> say) {
        this.tellsAfter = tellsAfter;
        this.say =
                line -> {
                    log.info("start waits for part={}", line);
                    say.accept(line);
                };
    }

    /** Something to start. */
    public interface Start<T> {
        T start() throws Exception;
    }

    /** A part on its way up. */
    public record Task<T>(
            String name, Future<T> future, Duration tellsAfter, Consumer<String> say) {

        public T await() throws LabException, InterruptedException {
            try {
                return told();
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

        /**
         * Waits as long as it takes, and says so: after a while, after twice as long, and so on.
         */
        private T told() throws ExecutionException, InterruptedException {
            var waited = Duration.ZERO;
            Duration next = tellsAfter;
            while (true) {
                try {
                    return future.get(next.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    waited = waited.plus(next);
                    next = waited;
                    say.accept("%s: still starting after %d s".formatted(name, waited.toSeconds()));
                }
            }
        }
    }

    public <T> Task<T> start(String name, Start<T> start) {
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
                }),
                tellsAfter,
                say);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
