package lab.servicekit.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service's word that it goes, on which those who serve long requests leave. */
final class Closing {
    private final CountDownLatch begun = new CountDownLatch(1);

    void begin() {
        begun.countDown();
    }

    /** Waits so long, or less if the service goes; says whether it goes. */
    boolean beginsWithin(Duration patience) throws InterruptedException {
        return begun.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
}
