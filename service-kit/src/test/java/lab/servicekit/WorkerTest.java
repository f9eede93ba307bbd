package lab.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

@Timeout(300)
class WorkerTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What the next piece of work throws; taken by that piece. */
    private final SynchronousQueue<Optional<Throwable>> pieces = new SynchronousQueue<>();

    private final Semaphore begun = new Semaphore(0);
    private final Worker worker = new Worker("worker", AT_ONCE, this::piece);

    private Duration piece() throws Exception {
        begun.release();
        switch (pieces.take().orElse(null)) {
            case null -> {}
            case Exception e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        return AT_ONCE;
    }

    /** Ends the piece that is under way, and returns when the next one has begun. */
    private void end(Optional<Throwable> outcome) throws InterruptedException {
        pieces.put(outcome);
        awaitBegun();
    }

    private void awaitBegun() throws InterruptedException {
        assertThat(begun.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it goes on")
                .isTrue();
    }

    @AfterEach
    void close() {
        assertThat(worker.closeNow(PATIENCE)).isTrue();
    }

    static List<Throwable> throwables() {
        return List.of(
                new IOException("the disk is full"),
                new IllegalStateException("a bug"),
                new OutOfMemoryError("heap space"),
                new NoClassDefFoundError("lab/Gone"),
                new StackOverflowError(),
                new InterruptedException("by a library"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whatever_a_piece_of_work_throws_is_told_and_the_next_is_done(Throwable thrown)
            throws Exception {
        worker.start();
        awaitBegun();
        end(Optional.of(thrown));
        assertThat(worker.trouble())
                .hasValueSatisfying(it ->
                        assertThat(it)
                                .isEqualTo(
                                        thrown.getMessage() == null
                                                ? thrown.toString()
                                                : thrown.getMessage()));
        end(Optional.empty());
        assertThat(worker.trouble()).as("once one has succeeded").isEmpty();
    }

    @Test
    void a_failure_that_cannot_even_be_worded_does_not_end_it() throws Exception {
        worker.start();
        awaitBegun();
        end(
                Optional.of(
                        new IllegalStateException() {
                            @Override
                            public String getMessage() {
                                throw new OutOfMemoryError("not even for a message");
                            }
                        }));
        assertThat(worker.trouble()).contains("failed");
    }

    static List<Throwable> permanentFaults() {
        var fault = new PermanentFaultException("file: is of format 9; run ./lab reset");
        return List.of(fault, new IOException("opening failed", new IllegalStateException(fault)));
    }

    @ParameterizedTest
    @MethodSource("permanentFaults")
    void after_a_fault_that_no_retry_mends_it_works_no_more_until_it_is_closed(Throwable fault)
            throws Exception {
        worker.start();
        awaitBegun();
        pieces.put(Optional.of(fault));
        while (worker.failure().isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(worker.failure()).contains("file: is of format 9; run ./lab reset");
        assertThat(worker.trouble()).isEqualTo(worker.failure());
        assertThat(worker.close(PATIENCE)).isTrue();
        worker.awaitEnded();
        assertThat(begun.tryAcquire()).as("nothing was done again").isFalse();
        assertThat(worker.failure()).as("closing does not hide it").isPresent();
    }

    @Test
    void a_failure_that_is_mended_by_a_retry_is_none_for_good() throws Exception {
        worker.start();
        awaitBegun();
        end(Optional.of(new IOException("the disk is full")));
        assertThat(worker.failure()).isEmpty();
    }

    @Test
    void only_the_first_of_equal_failures_is_logged_with_its_stack_trace_and_waits_grow()
            throws Exception {
        var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Worker.class);
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        logger.addAppender(logged);
        try (var busy =
                new Worker(
                        "busy",
                        Duration.ofMillis(1),
                        new Worker.Work() {
                            private int times;

                            @Override
                            public Duration once() throws IOException {
                                times++;
                                if (times == 6) {
                                    throw new IOException("the disk is gone");
                                }
                                if (times == 7) {
                                    throw new PermanentFaultException("the end");
                                }
                                throw new IOException("no answer at offset " + times);
                            }
                        })) {
            busy.start();
            while (busy.failure().isEmpty()) {
                Thread.onSpinWait();
            }
        } finally {
            logger.detachAppender(logged);
        }

        assertThat(logged.list)
                .extracting(event -> event.getThrowableProxy() != null)
                .containsExactly(true, false, false, false, false, true, true);
        assertThat(logged.list.stream().map(ILoggingEvent::getFormattedMessage).limit(6))
                .satisfiesExactly(
                        it -> assertThat(it).contains("wait=PT0.001S"),
                        it -> assertThat(it).contains("wait=PT0.002S", "no answer at offset 2"),
                        it -> assertThat(it).contains("wait=PT0.004S"),
                        it -> assertThat(it).contains("wait=PT0.008S"),
                        it -> assertThat(it).contains("wait=PT0.016S"),
                        it -> assertThat(it).contains("wait=PT0.001S"));
    }

    @Test
    void closing_lets_the_piece_at_hand_come_to_its_end_and_then_interrupts_it() throws Exception {
        var working = new CountDownLatch(1);
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        var slow =
                new Worker(
                        "slow",
                        AT_ONCE,
                        () -> {
                            working.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                said.add("interrupted");
                                throw e;
                            }
                            return AT_ONCE;
                        });
        slow.start();
        working.await();

        assertThat(slow.close(Duration.ofMillis(50))).isTrue();

        assertThat(said).containsExactly("interrupted");
        assertThat(slow.trouble()).as("closing is no trouble").isEmpty();
        slow.awaitEnded();
    }

    @Test
    void one_that_was_never_started_is_closed_at_once() {
        assertThat(new Worker("idle", AT_ONCE, () -> AT_ONCE).close(PATIENCE)).isTrue();
    }
}
