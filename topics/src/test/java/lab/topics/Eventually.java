package lab.topics;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition and not for a time. */
public final class Eventually {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_NANOS = 5_000_000;

    private Eventually() {}

    public static void isTrue(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > DEADLINE.toNanos()) {
                throw new AssertionError(what + ": must be so within " + DEADLINE);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
