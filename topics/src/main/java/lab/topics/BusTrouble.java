package lab.topics;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What fails while somebody asks the bus the same again and again: no such wait is without a word.
 * Every failure is counted. The first is told at once, then one after a minute, two, four and so on
 * up to an hour, also where an answer comes in between now and then.
 *
 * <p>One thread says how it goes; any may ask.
 */
public final class BusTrouble {
    private static final Logger log = LoggerFactory.getLogger(BusTrouble.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final String what;
    private final LongSupplier nanos;
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable String reason;

    /** Only the thread that says how it goes looks at these. */
    private Duration silence = Duration.ZERO;

    private long toldNanos;
    private boolean isTold;

    /**
     * None yet.
     *
     * @param what is asked for, as the log says it
     */
    public BusTrouble(String what) {
        this(what, System::nanoTime);
    }

    BusTrouble(String what, LongSupplier nanos) {
        this.what = what;
        this.nanos = nanos;
    }

    /** There was no answer, none that can be believed, or a refusal. */
    public void failed(BusException failure) {
        String message = String.valueOf(failure.getMessage());
        long count = failures.incrementAndGet();
        reason = message;
        long now = nanos.getAsLong();
        if (silence.isZero() || now - toldNanos >= silence.toNanos()) {
            log.warn("bus fails what={} failures={} reason={}", what, count, message);
            toldNanos = now;
            silence = longer(silence);
            isTold = true;
        } else {
            log.debug("bus fails still what={} failures={} reason={}", what, count, message);
        }
    }

    /** All that was asked for was answered. */
    public void over() {
        if (reason == null) {
            if (nanos.getAsLong() - toldNanos >= silence.toNanos()) {
                silence = Duration.ZERO; // it was well for as long as it was to be silent
            }
            return;
        }
        reason = null;
        if (isTold) {
            isTold = false;
            log.info("bus answers again what={} failures={}", what, failures.get());
        }
    }

    private static Duration longer(Duration silence) {
        Duration doubled = silence.isZero() ? FIRST : silence.multipliedBy(2);
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    /** What the newest failure was, until all is answered again. */
    public Optional<String> now() {
        return Optional.ofNullable(reason).map((what + ": ")::concat);
    }

    /** How often it has failed so far. */
    public long failures() {
        return failures.get();
    }
}
