package lab.iggy.embedded.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that large requests may take, all connections together. A request of up to {@link
 * #FREE_BYTES} does not count: there are at most as many of those as connections.
 */
final class RequestMemory {
    static final int FREE_BYTES = 1 << 20;

    private final long bytesMax;
    private final AtomicLong taken = new AtomicLong();

    RequestMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes what a request of this size needs; says whether there was as much. */
    boolean take(long bytes) {
        if (bytes <= FREE_BYTES) {
            return true;
        }
        if (taken.addAndGet(bytes) > bytesMax) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        if (bytes > FREE_BYTES) {
            taken.addAndGet(-bytes);
        }
    }
}
