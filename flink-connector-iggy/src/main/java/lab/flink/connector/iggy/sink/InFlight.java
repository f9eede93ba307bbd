// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts batches that the server has not acknowledged, and lets the task thread wait for them. */
final class InFlight {

    private int batches;
    private @Nullable Throwable failure;

    synchronized void sent() {
        batches++;
    }

    /** The first failure is kept: after it nothing counts any more. */
    synchronized void done(@Nullable Throwable failureOrNull) {
        batches--;
        if (failure == null) {
            failure = failureOrNull;
        }
        notifyAll();
    }

    synchronized int batches() {
        return batches;
    }

    /** Waits until at most so many are left; throws as soon as one has failed. */
    synchronized void awaitAtMost(int left) throws IOException, InterruptedException {
        while (failure == null && batches > left) {
            wait();
        }
        throwIfFailed();
    }

    synchronized void throwIfFailed() throws IOException {
        if (failure != null) {
            throw new IOException(
                    "iggy sink: a batch cannot be sent, " + failure.getMessage(), failure);
        }
    }
}
