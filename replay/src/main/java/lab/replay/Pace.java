package lab.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lab.domain.EventTime;
import lab.poller.BackPressure;
import lab.poller.feed.Pacer;
import lab.poller.feed.Speed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a message of the market may be shown: held back by whoever pauses the replay, by the parts
 * behind it, and by its speed.
 */
final class Pace {
    private static final Logger log = LoggerFactory.getLogger(Pace.class);

    /** An exchange greets with ticks that may be hours old; the pace is set behind them. */
    private static final int GREETING_MESSAGES = 200;

    private static final long GREETING_MICROS = 5_000_000;

    /** A wait that is shorter goes without saying. */
    private static final Duration TOLD_FROM = Duration.ofSeconds(5);

    /** Closing and pausing are looked for so often. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final String stream;
    private final Speed speed;
    private final BackPressure backPressure;
    private final Playback.Controls controls;
    private final Waiting waiting;
    private Pacer pacer;
    private long greetings;
    private long firstStamp;
    private volatile @Nullable String gap;

    /** What is done while nothing may be shown. */
    interface Waiting {
        void look() throws InterruptedException;
    }

    Pace(
            ReplayOptions options,
            BackPressure backPressure,
            Playback.Controls controls,
            Waiting waiting) {
        this.stream = options.stream();
        this.speed = options.speed();
        this.backPressure = backPressure;
        this.controls = controls;
        this.waiting = waiting;
        this.pacer = new Pacer(speed);
    }

    boolean isBySpeed() {
        return speed instanceof Speed.Times;
    }

    /** What the market's silence keeps waiting, if it is long. */
    Optional<String> gap() {
        return Optional.ofNullable(gap);
    }

    /**
     * Waits until a moment may be shown; false if the replay is to stop before.
     *
     * @param newestMicros what was shown
     */
    boolean mayShow(long micros, long stamp, long newestMicros) throws InterruptedException {
        if (controls.isPaused() && !awaitResumed()) {
            return false;
        }
        if (!backPressure.mayPass(micros)) {
            waiting.look();
            backPressure.awaitMayPass(EventTime.ofMicros(micros), EventTime.ofMicros(stamp));
            if (controls.isClosing()) {
                return false;
            }
        }
        return !isBySpeed() || isGreeting(stamp) || awaitDue(Math.max(micros, newestMicros));
    }

    private boolean awaitResumed() throws InterruptedException {
        while (controls.isPaused()) {
            if (controls.isClosing()) {
                return false;
            }
            waiting.look();
            Thread.sleep(LOOK_EVERY);
        }
        pacer = new Pacer(speed);
        return true;
    }

    private boolean isGreeting(long stamp) {
        if (greetings == 0) {
            firstStamp = stamp;
        }
        boolean isOne = greetings < GREETING_MESSAGES && stamp - firstStamp <= GREETING_MICROS;
        if (isOne) {
            greetings++;
        }
        return isOne;
    }

    private boolean awaitDue(long micros) throws InterruptedException {
        Instant moment = EventTime.ofMicros(micros);
        try {
            boolean isTold = false;
            while (true) {
                Duration left = pacer.untilDue(moment, System.nanoTime());
                if (left.isZero()) {
                    return true;
                }
                if (left.compareTo(TOLD_FROM) > 0 || isTold) {
                    gap = "nothing until %s, in %d s".formatted(moment, left.toSeconds());
                    if (!isTold) {
                        log.info("replay waits stream={} {}", stream, gap);
                        isTold = true;
                    }
                }
                waiting.look();
                if (controls.isClosing()) {
                    return false;
                }
                if (controls.isPaused()) {
                    return awaitResumed();
                }
                Thread.sleep(left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY);
            }
        } finally {
            gap = null;
        }
    }
}
