package lab.flink.sql;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for a condition, for a bounded time. */
public final class Eventually {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** A look may be a job of Flink's: what is looked at needs the CPU more than the looks do. */
    private static final int RESTS_PER_LOOK = 2;

    private Eventually() {}

    /** Asserts again and again until it holds; what it says last is what is thrown. */
    public static void eventually(Duration waitMax, ThrowingCallable assertion) throws Exception {
        long deadline = System.nanoTime() + waitMax.toNanos();
        while (true) {
            long begun = System.nanoTime();
            try {
                assertion.call();
                return;
            } catch (AssertionError | Exception e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            long took = System.nanoTime() - begun;
            LockSupport.parkNanos(Math.max(BETWEEN_LOOKS.toNanos(), RESTS_PER_LOOK * took));
        }
    }
}
