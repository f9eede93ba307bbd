package lab.servicekit;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says what somebody waits for, once that takes long, and again after twice as long, and so on. For
 * loops that look whether something is so yet: a wait without end is then never without a word.
 */
public final class LongWait {
    private final Duration first;
    private final LongSupplier nanos;
    private final Consumer<String> say;
    private String awaited = "";
    private long sinceNanos;
    private Duration sayAfter;

    /**
     * Waits for nothing yet.
     *
     * @param first how long a wait may be before it is told
     * @param nanos a clock for elapsed time, {@code System::nanoTime}
     */
    public LongWait(Duration first, LongSupplier nanos, Consumer<String> say) {
        this.first = first;
        this.nanos = nanos;
        this.say = say;
        this.sayAfter = first;
    }

    /** Nothing is waited for now: the next wait begins anew. */
    public void over() {
        awaited = "";
    }

    /**
     * At each look that found nothing.
     *
     * @param what is waited for; the wait begins when that changes
     * @param details how far it is now
     */
    public void on(String what, String details) {
        long now = nanos.getAsLong();
        if (!what.equals(awaited)) {
            awaited = what;
            sinceNanos = now;
            sayAfter = first;
        }
        var waited = Duration.ofNanos(now - sinceNanos);
        if (waited.compareTo(sayAfter) >= 0) {
            sayAfter = sayAfter.multipliedBy(2);
            say.accept(
                    "waits for %s, %d s by now%s"
                            .formatted(
                                    what,
                                    waited.toSeconds(),
                                    details.isEmpty() ? "" : ": " + details));
        }
    }
}
