package lab.servicekit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that works as long as its service lives: it does one piece of work after another, and
 * whatever a piece throws, an {@link Error} or somebody's stray interrupt too, it says so, waits,
 * and goes on. It waits longer each time the same failure comes again, and logs only the first with
 * its stack trace. After a {@link PermanentFault} it does nothing any more. Only closing ends it,
 * so it never ends unseen.
 *
 * <p>How it stands is for the service's health: {@link #trouble} says what the last piece threw,
 * and {@link #failure} whether that was the last one.
 */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** A wait between two failures of one kind grows up to this. */
    private static final Duration RETRY_WAIT_MAX = Duration.ofSeconds(16);

    private static final Pattern NUMBERS = Pattern.compile("[0-9]+");

    private final String name;
    private final Duration retryWait;
    private final Work work;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<String> failure = Optional.empty();

    /** Only the worker's own thread looks at these two. */
    private String repeated = "";

    private Duration nextWait;

    /** What is done again and again. */
    public interface Work {
        /**
         * Does one piece.
         *
         * @return how long to wait before the next
         */
        Duration once() throws Exception;
    }

    /**
     * Not started yet.
     *
     * @param name of the thread, and in the log
     * @param retryWait after a piece that failed; it grows while the reason stays the same
     */
    public Worker(String name, Duration retryWait, Work work) {
        this.name = name;
        this.retryWait = retryWait;
        this.nextWait = retryWait;
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** What the last piece of work failed with; empty once one has succeeded again. */
    public Optional<String> trouble() {
        return trouble;
    }

    /**
     * Why it works no more, though it is not closed; what keeps it is then {@link #trouble} too.
     */
    public Optional<String> failure() {
        return failure;
    }

    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Waits within a piece of work; returns early when the worker is closed. */
    public void pause(Duration time) throws InterruptedException {
        var _ = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until it has been closed and its last piece of work is done. */
    public void awaitEnded() throws InterruptedException {
        ended.await();
    }

    private void run() {
        try {
            while (!isClosing()) {
                Duration wait = once();
                awaitClosing(wait);
                if (failure.isPresent()) {
                    awaitClosed();
                }
            }
        } finally {
            ended.countDown();
        }
    }

    private Duration once() {
        try {
            Duration wait = work.once();
            trouble = Optional.empty();
            repeated = "";
            return wait;
        } catch (Exception | Error e) {
            // Of an interrupt nothing is kept: if it was for closing, that is known without it
            return failed(e);
        }
    }

    /** Without memory for a message it goes on all the same. */
    private Duration failed(Throwable thrown) {
        try {
            if (isClosing()) {
                log.debug("worker ended in mid-work worker={}", name, thrown);
                return Duration.ZERO;
            }
            Optional<Throwable> permanent = PermanentFault.in(thrown);
            if (permanent.isPresent()) {
                log.error("worker failed and is not tried again worker={}", name, thrown);
                trouble = Optional.of(words(permanent.get()));
                failure = trouble;
                return Duration.ZERO;
            }
            return again(thrown);
        } catch (RuntimeException | Error e) {
            trouble = Optional.of("failed");
            return retryWait;
        }
    }

    private Duration again(Throwable thrown) {
        String reason = words(thrown);
        trouble = Optional.of(reason);
        // Two failures that differ in a time or an offset are one
        String kind = thrown.getClass().getName() + NUMBERS.matcher(reason).replaceAll("#");
        if (kind.equals(repeated)) {
            nextWait = longer(nextWait);
            log.warn("worker fails still worker={} wait={} reason={}", name, nextWait, reason);
        } else {
            repeated = kind;
            nextWait = retryWait;
            log.error("worker failed and tries again worker={} wait={}", name, nextWait, thrown);
        }
        return nextWait;
    }

    private Duration longer(Duration wait) {
        if (wait.compareTo(RETRY_WAIT_MAX) >= 0) {
            return wait;
        }
        Duration doubled = wait.multipliedBy(2);
        return doubled.compareTo(RETRY_WAIT_MAX) < 0 ? doubled : RETRY_WAIT_MAX;
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    private void awaitClosed() {
        while (!isClosing()) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                log.debug("worker interrupted after its failure worker={}", name);
            }
        }
    }

    private void awaitClosing(Duration wait) {
        try {
            pause(wait);
        } catch (InterruptedException e) {
            log.debug("worker interrupted while it waited worker={}", name);
        }
    }

    /** Lets the piece of work at hand come to its end. */
    @Override
    public void close() {
        closing.countDown();
    }

    /**
     * Closes it and waits for its end, interrupting nothing.
     *
     * @return whether it has ended
     */
    public boolean closeGently(Duration limit) {
        close();
        return join(limit);
    }

    /**
     * Closes it and waits for its end; what it does after the limit is interrupted, and waited for
     * as long again.
     *
     * @return whether it has ended
     */
    public boolean close(Duration limit) {
        return closeGently(limit) || closeNow(limit);
    }

    /**
     * Closes it, interrupts what it does, and waits for its end.
     *
     * @return whether it has ended
     */
    public boolean closeNow(Duration limit) {
        close();
        thread.interrupt();
        return join(limit);
    }

    private boolean join(Duration limit) {
        if (thread.getState() == Thread.State.NEW) {
            return true;
        }
        try {
            return thread.join(limit);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
