package lab.analyst;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import lab.analyst.store.Comment;
import lab.domain.Annotation;
import lab.servicekit.Metrics;

/** Counts what the analyst does; the names of what it measures are here. */
final class Tally {
    private final Metrics metrics;
    private final Timer asked;
    private final AtomicLong cycles = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong quiet = new AtomicLong();
    private final AtomicLong modelErrors = new AtomicLong();
    private final AtomicLong fromStore = new AtomicLong();

    Tally(MeterRegistry registry) {
        this.metrics = new Metrics(registry, "analyst");
        this.asked = metrics.timer("answer", "How long a commentator took to answer");
        metrics.counted("cycles", "Moments of pairs that were commented on", cycles::get);
        metrics.counted(
                "skipped_moments", "Moments of pairs that a model was too slow for", skipped::get);
        metrics.counted(
                "quiet_moments",
                "Moments of pairs that nobody had traded lately, without commentary",
                quiet::get);
        metrics.counted(
                "model_errors", "Questions that the model did not answer", modelErrors::get);
        metrics.counted(
                "stored_answers",
                "Questions that had been answered before and were not asked again",
                fromStore::get);
    }

    void unreadable(LongSupplier lines) {
        metrics.counted(
                "unreadable_lines",
                "Lines of the journal that could not be read and were passed over",
                lines);
    }

    void commented(Comment comment) {
        metrics.counter(
                        "comments",
                        "Comments, by who made them and whether they may be believed",
                        "source",
                        comment.source(),
                        "verdict",
                        comment.verdict().name())
                .increment();
        if (comment.occasion() == Comment.Occasion.CYCLE) {
            cycles.incrementAndGet();
        }
    }

    void annotated(Annotation annotation) {
        metrics.counter(
                        "annotations",
                        "Comments that were put onto the bus for charts",
                        "pair",
                        annotation.pair().name())
                .increment();
    }

    void answered(Duration took) {
        asked.record(took);
    }

    void skipped(long moments) {
        skipped.addAndGet(moments);
    }

    void quiet() {
        quiet.incrementAndGet();
    }

    void modelError() {
        modelErrors.incrementAndGet();
    }

    void fromStore() {
        fromStore.incrementAndGet();
    }

    long cycles() {
        return cycles.get();
    }

    long skipped() {
        return skipped.get();
    }
}
