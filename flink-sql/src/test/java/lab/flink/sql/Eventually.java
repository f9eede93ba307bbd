package lab.flink.sql;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for a condition, for a bounded time. */
final class Eventually {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private Eventually() {}

    /** Asserts again and again until it holds; what it says last is what is thrown. */
    static void eventually(Duration waitMax, ThrowingCallable assertion) throws Exception {
        long deadline = System.nanoTime() + waitMax.toNanos();
        while (true) {
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
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
