package lab.flink.sql.clearing.read;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import lab.topics.BusException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker one question over and over, each time that it is told to. */
public final class AskingThread<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AskingThread.class);

    private final String name;
    private final Question<T> question;
    private final ExecutorService thread;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private volatile Optional<T> newest = Optional.empty();
    private volatile @Nullable Throwable failure;
    private boolean isLost;

    public interface Question<T> {
        /** The answer; empty if the one before it stays. */
        Optional<T> ask() throws BusException, InterruptedException;
    }

    public AskingThread(String name, Question<T> question) {
        this.name = name;
        this.question = question;
        this.thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
    }

    /**
     * The last answer that there was.
     *
     * @throws IllegalStateException if asking failed by anything but the bus: whoever waits for
     *     answers would wait for ever
     */
    public Optional<T> newest() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException(name + ": must go on asking, failed, " + cause, cause);
        }
        return newest;
    }

    /** Asks again, unless it is at it. */
    public void ask() {
        if (isAsking.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        try {
            Optional<T> answer = question.ask();
            if (answer.isPresent()) {
                newest = answer;
            }
            if (isLost) {
                isLost = false;
                log.info("{} hears the bus again", name);
            }
        } catch (BusException e) {
            if (!isLost) {
                isLost = true;
                log.warn("{} waits for the bus reason={}", name, e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure = e;
            log.error("{} failed", name, e);
        } finally {
            isAsking.set(false);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
