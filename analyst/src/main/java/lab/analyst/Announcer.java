package lab.analyst;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lab.analyst.store.Journal;
import lab.domain.Annotation;
import lab.topics.AnnotationCodec;
import lab.topics.BusProducer;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each comment of the cycle onto the bus, for charts. The journal is what it works off: a
 * comment is handed over after it was written down, and noted there once the bus has it, so that
 * none is lost by a kill. One that is told twice has the same id.
 */
final class Announcer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);
    private static final int AT_ONCE = 100;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration RETRY_WAIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private final Journal journal;
    private final BusProducer bus;
    private final Tally tally;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("analyst-announcer").unstarted(this::run);
    private final Queue<Handed> onTheWay = new ArrayDeque<>();
    private long handedUpTo = -1;

    /** A comment that was handed over, and the number that it has there. */
    private record Handed(long offset, long number) {}

    Announcer(Journal journal, BusProducer bus, Tally tally) {
        this.journal = journal;
        this.bus = bus;
        this.tally = tally;
    }

    void start() {
        thread.start();
    }

    /** Whether all comments that there are stand on the bus. */
    boolean isDone() {
        return journal.unannounced(-1, 1).isEmpty();
    }

    /** Why no comment reaches the bus any more, if so. */
    Optional<Throwable> failure() {
        return bus.failure();
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = stepOnce() ? PAUSE : RETRY_WAIT;
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What fails is tried again: the journal knows what was announced. */
    private boolean stepOnce() {
        try {
            step();
            return true;
        } catch (IOException | RuntimeException | Error e) {
            log.warn("comments not announced yet", e);
            return false;
        }
    }

    /** Hands over what is new, and notes what the bus has. */
    void step() throws IOException {
        long settled = bus.settledUpTo();
        Optional<Handed> there = Optional.empty();
        while (!onTheWay.isEmpty() && onTheWay.element().number() <= settled) {
            there = Optional.of(onTheWay.remove());
        }
        if (there.isPresent()) {
            journal.announced(there.get().offset());
        }
        List<Journal.Entry> fresh = journal.unannounced(handedUpTo, AT_ONCE);
        for (Journal.Entry entry : fresh) {
            Annotation annotation = CommentAnnotation.of(entry.comment());
            OptionalLong number =
                    bus.trySend(
                            Topic.ANNOTATIONS,
                            annotation.pair().name(),
                            AnnotationCodec.encode(annotation));
            if (number.isEmpty()) {
                return;
            }
            onTheWay.add(new Handed(entry.offset(), number.getAsLong()));
            handedUpTo = entry.offset();
            tally.annotated(annotation);
        }
    }

    /** Stops; what the bus has not confirmed is announced by the next one. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(CLOSE_WAIT)) {
                log.warn("announcer did not stop in time limit={}", CLOSE_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
