package lab.analyst;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import lab.analyst.store.Journal;
import lab.domain.Annotation;
import lab.servicekit.Worker;
import lab.topics.Topic;
import lab.topics.codec.AnnotationCodec;
import lab.topics.producer.BusProducer;
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
    private final Worker worker = new Worker("analyst-announcer", RETRY_WAIT, this::once);
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
        worker.start();
    }

    /** Whether all comments that there are stand on the bus. */
    boolean isDone() {
        return journal.unannounced(-1, 1).isEmpty();
    }

    /** Why comments do not reach the bus, if so. */
    Optional<String> trouble() {
        return worker.trouble()
                .or(() -> bus.status().trouble())
                .map("comments are not announced: "::concat);
    }

    /** Why it announces no more, if it has failed for good. */
    Optional<String> failure() {
        return worker.failure();
    }

    /** What fails is tried again: the journal knows what was announced. */
    private Duration once() throws IOException {
        step();
        return PAUSE;
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
        if (!worker.close(CLOSE_WAIT)) {
            log.warn("announcer did not stop in time limit={}", CLOSE_WAIT);
        }
    }
}
