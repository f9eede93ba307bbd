package lab.consensus.desk;

import java.util.List;
import lab.domain.clearing.Request;
import lab.domain.progress.Progress;

/** Where requests leave. */
public interface DeskOutput {
    /**
     * Sends requests in their order, and returns when the bus has them or they were given up: what
     * was not acknowledged does not leave later.
     *
     * @return whether the bus has them all; if not, it may have some
     */
    boolean send(List<Request> requests) throws InterruptedException;

    /** Tells how far the desk has come. */
    void tell(Progress progress);
}
